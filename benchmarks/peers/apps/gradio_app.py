"""The model behind a Gradio page: an image that streams, and the streaming event's function.

python -m benchmarks.peers.apps.gradio_app PORT MODEL [--every SECONDS] [--limit N]
"""

from __future__ import annotations

import argparse

import gradio as gr

from benchmarks.peers import task

parser = argparse.ArgumentParser()
parser.add_argument("port", type=int)
parser.add_argument("model")
parser.add_argument("--every", type=float, help="stream_every; Gradio's own unless given")
parser.add_argument("--limit", type=int, help="concurrency_limit; Gradio's own unless given")
options = parser.parse_args()
settings = {"stream_every": options.every, "concurrency_limit": options.limit, "time_limit": options.limit and 600}
with gr.Blocks() as page:
    camera = gr.Image(sources=["webcam"], streaming=True, type="numpy")
    result = gr.Image(streaming=True)
    camera.stream(
        task.of(options.model),
        camera,
        result,
        show_progress="hidden",
        **{name: value for name, value in settings.items() if value is not None},
    )
page.queue().launch(server_name="127.0.0.1", server_port=options.port, quiet=True)
