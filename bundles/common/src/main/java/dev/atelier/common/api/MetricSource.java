package dev.atelier.common.api;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** A room's figures, asked for when somebody reads {@code /metrics}. Registered as a service. */
@ConsumerType
public interface MetricSource {
    void collect(Sink sink);

    /** Takes figures. Names start with {@code atelier_}; counters end in {@code _total}; times are in seconds. */
    @ProviderType
    interface Sink {
        void counter(String name, String help, double value, Map<String, String> labels);

        void gauge(String name, String help, double value, Map<String, String> labels);
    }
}
