package dev.atelier.studio.agents.internal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * @param stale after how much silence a task is another's
 * @param retention how long finished tasks are kept; zero for ever
 */
record AgentsSettings(Duration heartbeat, Duration stale, Duration retention, Path keyFile) {
    AgentsSettings {
        if (heartbeat.isNegative() || heartbeat.isZero()) {
            throw new IllegalArgumentException("studio.agents_heartbeat_secs must be positive: " + heartbeat);
        }
        if (stale.isNegative() || stale.isZero()) {
            throw new IllegalArgumentException("studio.agents_stale_ms must be positive: " + stale.toMillis());
        }
        if (retention.isNegative()) {
            throw new IllegalArgumentException(
                    "studio.agents_retention_days must not be negative: " + retention.toDays());
        }
    }

    static AgentsSettings from(AgentsConfig config, Path state) {
        String file = config.studio_agents__key__file().strip();
        return new AgentsSettings(
                Duration.ofSeconds(config.studio_agents__heartbeat__secs()),
                Duration.ofMillis(config.studio_agents__stale__ms()),
                Duration.ofDays(config.studio_agents__retention__days()),
                file.isEmpty() ? state.resolve("agents-key") : Path.of(file));
    }
}
