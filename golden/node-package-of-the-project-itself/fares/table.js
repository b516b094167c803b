exports.fare = 3;
