"""People and their joints in pictures: MoveNet MultiPose, who is who from frame to frame, and how they are drawn."""
