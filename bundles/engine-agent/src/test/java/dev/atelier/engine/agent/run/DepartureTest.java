package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.ContainerState;
import dev.atelier.containers.api.EngineException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DepartureTest {
    private static final ContainerState RUNNING = new ContainerState("c", "running", 0, false, 7, Map.of());
    private static final ContainerState EXITED = new ContainerState("c", "exited", 4, false, 0, Map.of());
    private final EngineException stumbles = new EngineException(EngineException.Code.PROTOCOL, "no exit code yet");

    /** Answers in this order, whatever it is asked; an exception is thrown. */
    private static ContainerEngine engine(Object... answers) {
        Deque<Object> left = new ArrayDeque<>(List.of(answers));
        return (ContainerEngine) Proxy.newProxyInstance(
                DepartureTest.class.getClassLoader(), new Class<?>[] {ContainerEngine.class}, (proxy, method, args) -> {
                    Object next = left.remove();
                    if (next instanceof EngineException e) {
                        throw e;
                    }
                    return next;
                });
    }

    @Test
    void isWhatTheWaitTells() {
        assertThat(Departure.of(engine(EXITED), "c")).isEqualTo(EXITED);
    }

    @Test
    void isAskedForAgainWhereTheEngineStumbles() {
        assertThat(Departure.of(engine(stumbles, EXITED), "c")).isEqualTo(EXITED);
        assertThat(Departure.of(engine(stumbles, RUNNING, stumbles, RUNNING, EXITED), "c"))
                .isEqualTo(EXITED);
    }

    @Test
    void isKnownToNobodyOnceTheEngineIsGone() {
        assertThat(Departure.of(engine(stumbles, stumbles), "c")).isNull();
    }
}
