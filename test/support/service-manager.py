# Stands for systemd: prints every message of the notify protocol as a line of JSON, with the process that has sent it. A barrier is let
# go at once, by closing its descriptor; with --deaf as the second word, never.
import array
import json
import socket
import struct
import sys

path = sys.argv[1]
is_deaf = "--deaf" in sys.argv
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
listener.bind("\0" + path[1:] if path.startswith("@") else path)
print(json.dumps({"listening": path}), flush=True)
kept = []
while True:
    data, ancillary, _flags, _address = listener.recvmsg(4096, 1024)
    sender = None
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            sender = struct.unpack("3i", content[:12])[0]
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            handles = array.array("i")
            handles.frombytes(content[: len(content) - len(content) % handles.itemsize])
            kept.extend(handles)
    if not is_deaf:
        for handle in kept:
            socket.close(handle)
        kept = []
    words = dict(line.split("=", 1) for line in data.decode().splitlines() if "=" in line)
    if "BARRIER" not in words:
        print(json.dumps({"pid": sender, "words": words}), flush=True)
