package dev.atelier.engine.agent.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginsTest {
    @ParameterizedTest
    @CsvSource({
        "Username for 'https://github.com': , x-access-token",
        "Password for 'https://x-access-token@github.com': , of-github",
        "Password for 'https://me@GITHUB.com/o/r.git': , of-github",
        "Username for 'https://git.example:8443': , oauth2",
        "Password for 'https://oauth2@git.example:8443': , of-example",
        "Password for 'https://oauth2@git.example': ,",
        "Password for 'http://x@github.com': ,",
        "Password for 'https://github.com@evil.example': ,",
        "Password for 'https://github.com.evil.example': ,",
        "Password for 'https://github.com/@evil.example:18444': ,",
        "Password for 'https://evil.example/github.com': ,",
        "Enter passphrase for key '/root/.ssh/id': ,",
        "Are you sure you want to continue connecting (yes/no)? ,"
    })
    void eachHostIsToldItsOwn(String question, String answer) {
        Logins logins =
                new Logins(Map.of("github.com", new Secret("of-github"), "git.example:8443", new Secret("of-example")));

        assertThat(logins.answer(question + " ").or(() -> logins.answer(question)))
                .map(Secret::value)
                .isEqualTo(Optional.ofNullable(answer));
    }

    @Test
    void whatIsNoLineIsNoAnswer() {
        assertThat(new Logins(Map.of("h", new Secret("a\nb"))).tokens()).isEmpty();
    }
}
