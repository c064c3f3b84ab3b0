package dev.atelier.launcher.start;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words after {@code up}, {@code run}, …
 *
 * @param runtimeToken the bearer token of the runtime, empty when none is given; no setting, as those are shown
 */
record StartOptions(
        String command,
        @Nullable String home,
        Map<String, String> settings,
        String runtimeToken,
        boolean detach,
        boolean help) {
    /** Flags that are settings travel under the setting's name. */
    private static final Map<String, String> SETTING_FLAGS = Map.of("--port", "http.port", "--bind", "http.bind");

    static final class UsageError extends RuntimeException {
        private static final long serialVersionUID = 1;

        UsageError(String message) {
            super(message);
        }
    }

    StartOptions {
        settings = Map.copyOf(settings);
    }

    StartOptions(String command, @Nullable String home, Map<String, String> settings, boolean detach, boolean help) {
        this(command, home, settings, "", detach, help);
    }

    /** The token stays out. */
    @Override
    public String toString() {
        return "StartOptions[" + command + " " + home + " " + settings + (detach ? " detach]" : "]");
    }

    static StartOptions parse(List<String> words) {
        return parse(words, System.getenv());
    }

    /** The command may stand anywhere, as {@code --home} may stand before it. */
    static StartOptions parse(List<String> words, Map<String, String> environment) {
        // What --bind and --port are about depends on the command, wherever it stands.
        RuntimeFlags runtime = words.contains("runtime") ? new RuntimeFlags(environment) : null;
        String command = "";
        String home = null;
        Map<String, String> settings = new HashMap<>();
        boolean detach = false;
        boolean help = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String flag = equals < 0 ? word : word.substring(0, equals);
            RuntimeFlags taker = runtime != null && RuntimeFlags.knows(flag) ? runtime : null;
            if (flag.equals("--home") || taker != null || SETTING_FLAGS.containsKey(flag)) {
                String value = equals < 0 ? (++i < words.size() ? words.get(i) : "") : word.substring(equals + 1);
                if (flag.equals("--home")) {
                    home = required(flag, value);
                } else if (taker != null) {
                    taker.take(flag, value);
                } else {
                    settings.put(SETTING_FLAGS.getOrDefault(flag, flag), checked(flag, value));
                }
            } else if (word.equals("--detach")) {
                detach = true;
            } else if (word.equals("--help") || word.equals("-h")) {
                help = true;
            } else if (command.isEmpty() && !word.startsWith("-")) {
                command = word;
            } else {
                throw new UsageError((word.startsWith("-") ? "unknown option " : "unexpected word ") + word);
            }
        }
        if (runtime != null && !help) {
            settings.putAll(runtime.settings());
        }
        return new StartOptions(command, home, settings, runtime == null ? "" : runtime.token(), detach, help);
    }

    private static String checked(String flag, String value) {
        if (flag.equals("--port") && !isPort(value)) {
            throw new UsageError("--port wants a number from 0 to 65535, not '" + value + "'");
        }
        return required(flag, value);
    }

    private static boolean isPort(String value) {
        return value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65_535;
    }

    private static String required(String flag, String value) {
        if (value.isBlank()) {
            throw new UsageError(flag + " wants a value");
        }
        return value;
    }
}
