package dev.atelier.model.samples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A network for removing objects that fills a hole with the mean colour of what is around it. */
public final class MeanLama {
    private static final long[] ACROSS = {2, 3};

    private boolean levels;
    private int side;

    /** Its colours go up to 255 instead of 1. */
    public MeanLama inLevels() {
        levels = true;
        return this;
    }

    /** It takes pictures of that size only, as real ones do. */
    public MeanLama fixed(int pixels) {
        side = pixels;
        return this;
    }

    public Path write(Path file) throws IOException {
        Object height = side > 0 ? side : "H";
        Object width = side > 0 ? side : "W";
        OnnxFile net = new OnnxFile();
        net.input("image", OnnxType.FLOAT, 1, 3, height, width);
        net.input("mask", OnnxType.FLOAT, 1, 1, height, width);
        String around = net.node("Sub", net.number(1), "mask");
        String kept = net.node("Mul", "image", around);
        String mean = net.node("Div", mean(net, kept), mean(net, around));
        String filled = net.node("Add", kept, net.node("Mul", mean, "mask"));
        net.named("output", "Mul", Map.of(), filled, net.number(levels ? 255 : 1));
        net.output("output", OnnxType.FLOAT, 1, 3, height, width);
        net.write(file);
        return file;
    }

    private static String mean(OnnxFile net, String of) {
        return net.node("ReduceMean", Map.of("axes", ACROSS), of);
    }
}
