package orders;
