package dev.atelier.host.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One way to ask for the time without input: a command, and how its answer is read.
 *
 * @param name for people
 * @param reader empty when the answer says nothing
 */
record IdleSource(String name, List<String> command, Function<String, Optional<Duration>> reader) {
    IdleSource {
        command = List.copyOf(command);
    }

    IdleReading ask(Machine.Commands commands) {
        Optional<String> answer = commands.output(command.toArray(new String[0]));
        if (answer.isEmpty()) {
            return IdleReading.unknown(name + " does not answer");
        }
        return reader.apply(answer.get())
                .map(IdleReading::of)
                .orElseGet(() -> IdleReading.unknown(name + " gives no idle time"));
    }
}
