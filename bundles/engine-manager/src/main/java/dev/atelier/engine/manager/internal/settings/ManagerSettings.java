package dev.atelier.engine.manager.internal.settings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The settings as the code uses them: checked, with units. */
public record ManagerSettings(
        Duration drain,
        Duration startTimeout,
        Duration selfTestTimeout,
        Duration probation,
        int probationErrorPercent,
        int probationMinJobs,
        Duration soak,
        List<String> catalogues,
        boolean deployEnabled,
        boolean deployAllowUnsigned) {
    public ManagerSettings {
        notNegative("engines.drain_secs", drain);
        positive("engines.start_timeout_secs", startTimeout);
        positive("engines.self_test_timeout_secs", selfTestTimeout);
        notNegative("engines.probation_secs", probation);
        notNegative("engines.soak_secs", soak);
        if (probationErrorPercent < 0 || probationErrorPercent > 100) {
            throw new IllegalArgumentException(
                    "engines.probation_error_percent must be between 0 and 100: " + probationErrorPercent);
        }
        if (probationMinJobs < 1) {
            throw new IllegalArgumentException("engines.probation_min_jobs must be at least 1: " + probationMinJobs);
        }
        catalogues = List.copyOf(catalogues);
    }

    public static ManagerSettings from(ManagerConfig config) {
        return new ManagerSettings(
                Duration.ofSeconds(config.engines_drain__secs()),
                Duration.ofSeconds(config.engines_start__timeout__secs()),
                Duration.ofSeconds(config.engines_self__test__timeout__secs()),
                Duration.ofSeconds(config.engines_probation__secs()),
                config.engines_probation__error__percent(),
                config.engines_probation__min__jobs(),
                Duration.ofSeconds(config.engines_soak__secs()),
                words(Objects.requireNonNullElse(config.engines_catalogues(), "")),
                config.deploy_enabled(),
                config.deploy_allow$_$unsigned());
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
    }

    private static void positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s must be positive: %s", name, value));
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s must not be negative: %s", name, value));
        }
    }
}
