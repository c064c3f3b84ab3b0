package dev.atelier.launcher.start;

import dev.atelier.launcher.start.StartOptions.UsageError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The options of {@code atelier runtime}. Of one that is given twice the last counts. */
final class RuntimeFlags {
    private static final Set<String> NAMES = Set.of(
            "--bind",
            "--runtime-bind",
            "--port",
            "--runtime-id",
            "--display-name",
            "--store",
            "--fs-root",
            "--local-token",
            "--local-token-env",
            "--max-transcript-projection-items",
            "--max-event-batch-items");
    private static final Pattern ADDRESS = Pattern.compile("\\[([^\\]]+)](?::(\\d{1,5}))?|([^:]+)(?::(\\d{1,5}))?");
    private static final int MAX_ID_BYTES = 120;

    private final Map<String, String> environment;
    private final Map<String, String> settings = new HashMap<>();
    private String token = "";

    RuntimeFlags(Map<String, String> environment) {
        this.environment = environment;
    }

    static boolean knows(String flag) {
        return NAMES.contains(flag);
    }

    void take(String flag, String value) {
        switch (flag) {
            case "--bind", "--runtime-bind" -> bind(flag, value);
            case "--port" -> settings.put("runtime.port", port(flag, value));
            case "--runtime-id" -> settings.put("runtime.id", id(value));
            case "--display-name" -> settings.put("runtime.display_name", value);
            case "--store" -> settings.put("runtime.store", store(value));
            case "--fs-root" ->
                settings.put(
                        "runtime.fs_root",
                        Path.of(given(flag, value)).toAbsolutePath().toString());
            case "--local-token" -> token = given(flag, value);
            case "--local-token-env" -> token = fromEnvironment(given(flag, value));
            case "--max-transcript-projection-items" ->
                settings.put("runtime.max_transcript_projection_items", count(flag, value));
            default -> settings.put("runtime.max_event_batch_items", count(flag, value));
        }
    }

    /** What the flags say together. */
    Map<String, String> settings() {
        boolean root = settings.containsKey("runtime.fs_root");
        if (root) {
            settings.putIfAbsent("runtime.store", "fs");
        }
        if ("fs".equals(settings.get("runtime.store"))) {
            if (!root) {
                throw new UsageError("--store fs wants --fs-root");
            }
            if (!settings.containsKey("runtime.id")) {
                throw new UsageError("a file store wants --runtime-id, by which it is found again");
            }
        }
        return Map.copyOf(settings);
    }

    /** Empty for the one of the home. */
    String token() {
        return token;
    }

    private void bind(String flag, String value) {
        Matcher address = ADDRESS.matcher(given(flag, value));
        if (address.matches()) {
            String host = address.group(1) == null ? address.group(3) : address.group(1);
            String port = address.group(1) == null ? address.group(4) : address.group(2);
            settings.put("runtime.bind", host);
            if (port != null) {
                settings.put("runtime.port", port(flag, port));
            }
        } else if (value.matches("[0-9a-fA-F:.]+")) {
            settings.put("runtime.bind", value); // IPv6 without brackets, so without a port
        } else {
            throw new UsageError(flag + " wants an address, or an address and a port");
        }
    }

    private static String port(String flag, String value) {
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65_535) {
            throw new UsageError(flag + " wants a port from 0 to 65535, not '" + value + "'");
        }
        return value;
    }

    private static String id(String value) {
        if (given("--runtime-id", value).getBytes(StandardCharsets.UTF_8).length > MAX_ID_BYTES) {
            throw new UsageError("--runtime-id may have " + MAX_ID_BYTES + " bytes");
        }
        return value;
    }

    private static String store(String value) {
        return switch (value) {
            case "memory" -> "memory";
            case "fs", "fs-store" -> "fs";
            default -> throw new UsageError("--store wants memory or fs, not '" + value + "'");
        };
    }

    private static String count(String flag, String value) {
        if (!value.matches("\\d{1,9}")) {
            throw new UsageError(flag + " wants a whole number from 0, not '" + value + "'");
        }
        return value;
    }

    private String fromEnvironment(String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new UsageError("--local-token-env names " + name + ", which is not set or empty");
        }
        return value;
    }

    private static String given(String flag, String value) {
        if (value.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
            throw new UsageError(flag + " wants a value");
        }
        return value;
    }
}
