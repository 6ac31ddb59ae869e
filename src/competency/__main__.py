"""`python -m competency`: the command line."""

from competency.cli import main

if __name__ == "__main__":
    main(prog_name="competency")
