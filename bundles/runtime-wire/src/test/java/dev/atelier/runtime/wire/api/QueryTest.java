package dev.atelier.runtime.wire.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    @Test
    void findsWhatIsAskedForAndLeavesTheRest() throws Refusal {
        Query query = new Query("foo=1&foo=2&%6Cimit=4&cursor=&digest=a%2Fb+c");

        assertThat(query.number("limit")).contains(4L);
        assertThat(query.text("cursor")).contains("");
        assertThat(query.text("digest")).contains("a/b c");
        assertThat(query.text("start")).isEmpty();
        assertThat(new Query(null).text("start")).isEmpty();
    }

    @Test
    void countsUpToTheLargestNumber() throws Refusal {
        assertThat(new Query("start=9223372036854775807").number("start")).contains(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start=-1",
                "start=abc",
                "start=1.5",
                "start=0x10",
                "start=+1",
                "start=",
                "start",
                "start=0&start=1",
                "start=9223372036854775808",
                "start=%zz",
                "start=%C3",
                "start=\u0661"
            })
    void refusesWhatIsNoNumberOrThereTwice(String raw) {
        assertThatThrownBy(() -> new Query(raw).number("start")).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.body().path("error").path("code").asText()).isEqualTo("invalid_query");
        });
    }
}
