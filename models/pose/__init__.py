"""Pose: where several people's joints are, from one picture, with MoveNet MultiPose."""
