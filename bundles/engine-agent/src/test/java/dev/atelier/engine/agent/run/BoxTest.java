package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.containers.api.Attachment;
import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.ContainerSpec;
import dev.atelier.containers.api.EngineException;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BoxTest {
    static final ContainerSpec SPEC = new ContainerSpec(
            "n",
            "image",
            List.of("/bin/sh"),
            List.of(),
            Map.of(),
            "/",
            "1000:1000",
            "none",
            ContainerSpec.Limits.DEFAULT,
            true,
            true,
            List.of(),
            Map.of());

    private final List<String> done = new ArrayList<>();
    private boolean init;

    /** @param refusal of a container with a first program of the engine's own; null for none */
    private ContainerEngine engine(@Nullable EngineException refusal) {
        return (ContainerEngine) Proxy.newProxyInstance(
                BoxTest.class.getClassLoader(), new Class<?>[] {ContainerEngine.class}, (proxy, method, args) -> {
                    done.add(method.getName());
                    return switch (method.getName()) {
                        case "create" -> {
                            init = ((ContainerSpec) Objects.requireNonNull(args)[0]).init();
                            yield "c";
                        }
                        case "attach" ->
                            Proxy.newProxyInstance(
                                    BoxTest.class.getClassLoader(),
                                    new Class<?>[] {Attachment.class},
                                    (attachment, call, none) -> null);
                        case "start" -> {
                            if (init && refusal != null) {
                                throw refusal;
                            }
                            yield null;
                        }
                        default -> null;
                    };
                });
    }

    @Test
    void anEngineWithoutAFirstProgramRunsTheAgentsAsTheFirst() throws Exception {
        var missing = new EngineException(EngineException.Code.NO_INIT, "exec: \"docker-init\": not found");

        Box box = Box.start(engine(missing), SPEC, stays -> {});

        assertThat(box.id()).isEqualTo("c");
        assertThat(init).isFalse();
        assertThat(done).containsExactly("create", "attach", "start", "remove", "create", "attach", "start");
    }

    @Test
    void whatElseIsMissingIsNotTriedAgain() {
        var missing = new EngineException(
                EngineException.Code.REFUSED, "exec: \"/bin/sh\": executable file not found in $PATH");

        assertThatThrownBy(() -> Box.start(engine(missing), SPEC, stays -> {}))
                .isInstanceOfSatisfying(AgentFailure.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.AGENT_NOT_INSTALLED));
        assertThat(done).containsExactly("create", "attach", "start", "remove");
    }
}
