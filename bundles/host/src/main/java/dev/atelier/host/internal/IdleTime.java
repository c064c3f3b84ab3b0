package dev.atelier.host.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks one source after the other, beginning with the one that answered last time. Used by one thread. */
final class IdleTime {
    private final List<IdleSource> sources;
    private final Machine.Commands commands;
    private @Nullable IdleSource answered;

    IdleTime(List<IdleSource> sources, Machine.Commands commands) {
        this.sources = List.copyOf(sources);
        this.commands = commands;
    }

    IdleReading read() {
        IdleSource first = answered;
        if (first != null) {
            IdleReading reading = first.ask(commands);
            if (reading.idle() != null) {
                return reading;
            }
        }
        answered = null;
        List<String> problems = new ArrayList<>();
        for (IdleSource source : sources) {
            IdleReading reading = source.ask(commands);
            if (reading.idle() != null) {
                answered = source;
                return reading;
            }
            problems.add(String.valueOf(reading.problem()));
        }
        return IdleReading.unknown(String.join("; ", problems));
    }
}
