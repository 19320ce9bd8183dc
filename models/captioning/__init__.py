"""A picture in one sentence: an encoder trained on ImageNet, and an attention decoder trained here on Flickr8k."""
