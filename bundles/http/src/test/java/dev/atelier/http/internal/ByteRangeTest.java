package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.http.api.HttpError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({"bytes=0-0,0,0", "bytes=2-,2,9", "bytes=-3,7,9", "bytes=-99,0,9", "bytes=5-99,5,9"})
    void aRangeIsCutToTheFile(String header, long first, long last) {
        assertThat(ByteRange.of(header, 10)).contains(new ByteRange(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "items=0-1", "bytes=-", "bytes=5-2", "bytes=99999999999999999999-", "x"})
    void whatIsNotOneRangeIsIgnored(String header) {
        assertThat(ByteRange.of(header, 10)).isEmpty();
    }

    @Test
    void aRangeBehindTheEndIsRefusedWithTheSize() {
        assertThatThrownBy(() -> ByteRange.of("bytes=10-", 10)).isInstanceOfSatisfying(HttpError.class, error -> {
            assertThat(error.status()).isEqualTo(416);
            assertThat(error.headers()).containsEntry("Content-Range", "bytes */10");
        });
    }
}
