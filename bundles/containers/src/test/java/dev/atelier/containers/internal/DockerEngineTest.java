package dev.atelier.containers.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import dev.atelier.containers.api.EngineInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real engines say only where something of theirs is missing. */
class DockerEngineTest {
    @ParameterizedTest
    @CsvSource({
        "NO_INIT, exec: 'docker-init': executable file not found in $PATH",
        "NO_INIT, container-init binary not found on the host: stat /usr/libexec/podman/catatonit: no such file",
        "REFUSED, exec: '/bin/sh': executable file not found in $PATH"
    })
    void aMissingFirstProgramIsToldFromAMissingAgent(Code code, String words) throws Exception {
        String body = "{\"message\":\"" + words.replace("'", "\\\"") + "\"}";
        String answer = "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        try (FakeEngine fake = new FakeEngine((in, out, self) -> {
            FakeEngine.head(in);
            out.write(answer.getBytes(ISO_8859_1));
        })) {
            DockerEngine engine = new DockerEngine(
                    new EngineHttp(fake.socket(), "1.41"),
                    new EngineInfo(EngineInfo.Kind.DOCKER, "20.10.24", "1.41", false));

            assertThatThrownBy(() -> engine.start("c"))
                    .asInstanceOf(type(EngineException.class))
                    .extracting(EngineException::code)
                    .isEqualTo(code);
            assertThatThrownBy(() -> engine.create(new Specs("n", "true").build()))
                    .asInstanceOf(type(EngineException.class))
                    .extracting(EngineException::code)
                    .isEqualTo(code);
        }
    }
}
