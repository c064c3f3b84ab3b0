package dev.atelier.settings.internal;

import dev.atelier.settings.api.Setting.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values given to this process from outside: flags and environment variables. They do not change while it runs. */
final class Overrides {
    private final Lookup properties;
    private final Lookup environment;

    Overrides(Lookup properties, Lookup environment) {
        this.properties = properties;
        this.environment = environment;
    }

    /**
     * @param source what a person would look for: the variable, or the flag
     */
    record Given(String text, Origin origin, String source) {}

    /** What is given for a setting, the strongest first. An empty variable is one that is not set. */
    List<Given> of(String setting) {
        List<Given> given = new ArrayList<>();
        String flag = properties.get("atelier.flag." + setting);
        if (flag != null) {
            given.add(new Given(flag, Origin.FLAG, "the command line"));
        }
        variable(given, variableOf(setting));
        Aliases.of(setting).ifPresent(alias -> variable(given, alias));
        return given;
    }

    static String variableOf(String setting) {
        return "ATELIER_" + setting.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private void variable(List<Given> given, String name) {
        String value = environment.get(name);
        if (value != null && !value.isBlank()) {
            given.add(new Given(value, Origin.ENVIRONMENT, name));
        }
    }

    /** System.getenv or the framework's properties; maps in tests. */
    @FunctionalInterface
    interface Lookup {
        @Nullable
        String get(String name);
    }
}
