"""``python -m worker``: what the supervisor starts."""

from worker.worker import main

if __name__ == "__main__":
    main()
