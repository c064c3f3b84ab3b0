package dev.atelier.launcher.cli.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, read tolerantly: what is missing or of another type is simply not there. */
public record Fields(Map<?, ?> members) {
    public static Fields of(@Nullable Object value) {
        return new Fields(value instanceof Map<?, ?> map ? map : Map.of());
    }

    /** The objects of a JSON array; nothing when it is none. */
    public static List<Fields> listOf(@Nullable Object value) {
        List<Fields> found = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?>) {
                    found.add(of(each));
                }
            }
        }
        return found;
    }

    public boolean has(String name) {
        return members.get(name) != null;
    }

    public @Nullable Object raw(String name) {
        return members.get(name);
    }

    /** As text; numbers as people write them, an empty text when absent. */
    public String text(String name) {
        return textOf(members.get(name));
    }

    public String text(String name, String otherwise) {
        String text = text(name);
        return text.isEmpty() ? otherwise : text;
    }

    public long number(String name, long otherwise) {
        return members.get(name) instanceof Number number ? number.longValue() : otherwise;
    }

    public double decimal(String name, double otherwise) {
        return members.get(name) instanceof Number number ? number.doubleValue() : otherwise;
    }

    public boolean yes(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    public Fields object(String name) {
        return of(members.get(name));
    }

    public List<Fields> list(String name) {
        return listOf(members.get(name));
    }

    public List<String> texts(String name) {
        List<String> found = new ArrayList<>();
        if (members.get(name) instanceof List<?> list) {
            for (Object each : list) {
                found.add(textOf(each));
            }
        }
        return found;
    }

    /** The same members to add to. */
    public Map<String, Object> copy() {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            if (member.getValue() != null) {
                copy.put(String.valueOf(member.getKey()), member.getValue());
            }
        }
        return copy;
    }

    /** Numbers without a trailing {@code .0}. */
    public static String textOf(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        return value instanceof Double && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
