"""GStreamer's RTSP server as a camera for tests: pipelines, user and certificate come as JSON on standard input, the port goes out."""
import json
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

Gst.init(None)
settings = json.loads(sys.stdin.readline())
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(str(settings.get("port", 0)))

auth = settings.get("auth")
certificate = settings.get("certificate")
if auth or certificate:
    gate = GstRtspServer.RTSPAuth()
    if certificate:
        gate.set_tls_certificate(Gio.TlsCertificate.new_from_file(certificate))
    if auth:
        token = GstRtspServer.RTSPToken()
        token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "viewer")
        if auth["method"] == "basic":
            gate.set_supported_methods(GstRtsp.RTSPAuthMethod.BASIC)
            gate.add_basic(GstRtspServer.RTSPAuth.make_basic(auth["user"], auth["password"]), token)
        else:
            gate.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
            gate.add_digest(auth["user"], auth["password"], token)
    else:
        token = GstRtspServer.RTSPToken()
        token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "viewer")
        gate.set_default_token(token)
    server.set_auth(gate)

medias = []


def watch(_factory, media):
    medias.append(media)
    media.connect("unprepared", lambda gone: medias.remove(gone))


for path, launch in settings["streams"].items():
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch("( " + launch + " )")
    factory.set_shared(True)
    factory.set_latency(0)
    if auth or certificate:
        permissions = Gst.Structure.new_empty("viewer")
        for right in ("media.factory.access", "media.factory.construct"):
            permissions.set_value(right, True)
        factory.add_role_from_structure(permissions)
    factory.connect("media-configure", watch)
    server.get_mount_points().add_factory(path, factory)


def obey(_source, _condition):
    """One order a line: `{"element": name, "property": name, "value": text}`, for every stream that runs."""
    line = sys.stdin.readline()
    if line == "":
        loop.quit()
        return False
    order = json.loads(line)
    for media in medias:
        element = media.get_element().get_by_name(order["element"])
        if element is not None:
            Gst.util_set_object_arg(element, order["property"], order["value"])
    return True


loop = GLib.MainLoop()
server.attach(None)
GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, obey)
print(json.dumps({"port": server.get_bound_port()}), flush=True)
loop.run()
