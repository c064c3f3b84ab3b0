package dev.atelier.engine.onnx.lama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.onnx.net.Net;

/** What a network calls what goes in and out. */
record Ports(String image, String mask, String output) {
    static Ports of(Net net) throws EngineException {
        String image = named(net, "image", 3);
        String mask = named(net, "mask", 1);
        String output = net.outputs().contains("output")
                ? "output"
                : net.outputs().stream().findFirst().orElseThrow(() -> unusable(net.name() + " gives nothing"));
        return new Ports(image, mask, output);
    }

    /** By its name, or else by how many planes it takes. */
    private static String named(Net net, String name, int planes) throws EngineException {
        if (net.takes(name)) {
            return name;
        }
        return net.inputs().stream()
                .filter(input -> net.shapeOf(input).length == 4 && net.shapeOf(input)[1] == planes)
                .findFirst()
                .orElseThrow(() -> unusable(net.name() + " is no network for removing things: it takes " + net.inputs()
                        + " instead of image and mask"));
    }

    static EngineException unusable(String why) {
        return new EngineException("model_unusable", "the model cannot be used: " + why, true);
    }
}
