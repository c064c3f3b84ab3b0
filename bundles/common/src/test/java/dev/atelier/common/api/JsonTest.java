package dev.atelier.common.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void aNumberNobodyCanHoldIsABadDocumentAndIsNotRepeated() {
        String document = "{\"n\": 1E+9999999999}";

        assertThatIOException().isThrownBy(() -> Json.parse(document)).withMessageNotContaining("9999999999");
        assertThatIOException()
                .isThrownBy(() -> Json.parse(document.getBytes(UTF_8)))
                .withMessageNotContaining("9999999999");
    }

    @Test
    void numbersKeepTheirDigits() throws Exception {
        assertThat(Json.parse("[18446744073709551615, 0.12345678901234567891]"))
                .hasToString("[18446744073709551615,0.12345678901234567891]");
    }
}
