package dev.atelier.wire.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON object being written: what is null is left out. */
final class Writer {
    private final ObjectNode object = Numbers.object();

    Writer text(String name, @Nullable String value) {
        if (value != null) {
            object.put(name, value);
        }
        return this;
    }

    Writer whole(String name, @Nullable Integer value) {
        if (value != null) {
            object.put(name, value);
        }
        return this;
    }

    Writer uint64(String name, @Nullable Long bits) {
        if (bits != null && bits >= 0) {
            object.put(name, bits);
        } else if (bits != null) {
            object.put(name, new BigInteger(Long.toUnsignedString(bits)));
        }
        return this;
    }

    Writer number(String name, @Nullable Double value) {
        if (value != null) {
            object.put(name, value);
        }
        return this;
    }

    Writer flag(String name, @Nullable Boolean value) {
        if (value != null) {
            object.put(name, value);
        }
        return this;
    }

    Writer json(String name, @Nullable String text) {
        if (text != null) {
            object.set(name, Numbers.parse(text));
        }
        return this;
    }

    Writer texts(String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = object.putArray(name);
            values.forEach(array::add);
        }
        return this;
    }

    /** Also when there are none. */
    Writer list(String name, List<String> values) {
        ArrayNode array = object.putArray(name);
        values.forEach(array::add);
        return this;
    }

    Writer objects(String name, List<ObjectNode> values) {
        object.putArray(name).addAll(values);
        return this;
    }

    Writer object(String name, ObjectNode value) {
        object.set(name, value);
        return this;
    }

    ObjectNode done() {
        return object;
    }
}
