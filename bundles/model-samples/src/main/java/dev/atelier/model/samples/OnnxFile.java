package dev.atelier.model.samples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the ONNX format: a network of nodes, with its weights in it or in a second file beside it. */
final class OnnxFile {
    private static final int VERSION = 8;
    private static final int OPERATORS = 17;

    private final Protobuf graph = new Protobuf();
    private final List<Protobuf> nodes = new ArrayList<>();
    private final List<Protobuf> weights = new ArrayList<>();
    private final List<Protobuf> inputs = new ArrayList<>();
    private final List<Protobuf> outputs = new ArrayList<>();
    private final ByteArrayOutputStream outside = new ByteArrayOutputStream();
    private @Nullable String outsideName;
    private int count;

    /** From here on weights go into a file of that name beside this one. */
    OnnxFile outside(String name) {
        outsideName = name;
        return this;
    }

    /** @param sides numbers, or names for those that may be any */
    String input(String name, OnnxType type, Object... sides) {
        inputs.add(value(name, type, sides));
        return name;
    }

    void output(String name, OnnxType type, Object... sides) {
        outputs.add(value(name, type, sides));
    }

    String weights(float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return constant(OnnxType.FLOAT, bytes.array(), shape);
    }

    String number(float value) {
        return weights(new float[] {value});
    }

    String numbers(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return constant(OnnxType.INT64, bytes.array(), values.length);
    }

    String node(String operator, String... from) {
        return node(operator, Map.of(), from);
    }

    String node(String operator, Map<String, Object> attributes, String... from) {
        String to = "t" + count++;
        named(to, operator, attributes, from);
        return to;
    }

    /** A node whose result has that name. */
    void named(String to, String operator, Map<String, Object> attributes, String... from) {
        Protobuf node = new Protobuf();
        for (String each : from) {
            node.put(1, each);
        }
        node.put(2, to).put(3, "n" + count++).put(4, operator);
        attributes.forEach((name, value) -> node.put(5, attribute(name, value)));
        nodes.add(node);
    }

    void write(Path file) throws IOException {
        nodes.forEach(node -> graph.put(1, node));
        graph.put(2, "g");
        weights.forEach(each -> graph.put(5, each));
        inputs.forEach(each -> graph.put(11, each));
        outputs.forEach(each -> graph.put(12, each));
        Protobuf model = new Protobuf()
                .put(1, VERSION)
                .put(2, "samples")
                .put(7, graph)
                .put(8, new Protobuf().put(1, "").put(2, OPERATORS));
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, model.bytes());
        if (outsideName != null) {
            Files.write(file.resolveSibling(outsideName), outside.toByteArray());
        }
    }

    private String constant(OnnxType type, byte[] bytes, long... shape) {
        String name = "w" + count++;
        Protobuf tensor = new Protobuf();
        for (long side : shape) {
            tensor.put(1, side);
        }
        tensor.put(2, type.code()).put(8, name);
        // The shapes of nodes are worked out from small ones, which therefore stay inside.
        if (outsideName == null || bytes.length < 1024) {
            tensor.put(9, bytes);
        } else {
            tensor.put(13, entry("location", outsideName))
                    .put(13, entry("offset", Integer.toString(outside.size())))
                    .put(13, entry("length", Integer.toString(bytes.length)))
                    .put(14, 1);
            outside.writeBytes(bytes);
        }
        weights.add(tensor);
        return name;
    }

    private static Protobuf entry(String key, String value) {
        return new Protobuf().put(1, key).put(2, value);
    }

    private static Protobuf value(String name, OnnxType type, Object... sides) {
        Protobuf shape = new Protobuf();
        for (Object side : sides) {
            shape.put(
                    1,
                    side instanceof Number number
                            ? new Protobuf().put(1, number.longValue())
                            : new Protobuf().put(2, side.toString()));
        }
        Protobuf tensor = new Protobuf().put(1, type.code()).put(2, shape);
        return new Protobuf().put(1, name).put(2, new Protobuf().put(1, tensor));
    }

    private static Protobuf attribute(String name, Object value) {
        Protobuf attribute = new Protobuf().put(1, name);
        if (value instanceof Number number) {
            return attribute.put(3, number.longValue()).put(20, 2);
        }
        if (value instanceof long[] numbers) {
            for (long number : numbers) {
                attribute.put(8, number);
            }
            return attribute.put(20, 7);
        }
        return attribute.put(4, value.toString()).put(20, 3);
    }
}
