"""Seven kinds of pigmented skin lesions told apart by a network trained here. Never a diagnosis."""
