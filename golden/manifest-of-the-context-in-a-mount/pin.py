import sys

for name in open(sys.argv[1]):
    print(f"{name.strip()}==2.32.5")
