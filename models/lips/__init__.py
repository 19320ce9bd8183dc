"""A voice that moves a mouth: sound → mel picture → visemes → five weights of a drawn mouth."""
