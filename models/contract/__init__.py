"""What a demo is: readable without TensorFlow and without OpenCV."""
