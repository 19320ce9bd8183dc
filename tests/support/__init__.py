"""What tests of real server processes share: the server itself, pictures, and what a healthy site looks like."""
