package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawPathTest {
    @Test
    void anEncodedSlashStaysWithinItsSegment() {
        assertThat(RawPath.segments("/models/a%2Fb/state"))
                .hasValueSatisfying(path -> assertThat(path).containsExactly("models", "a/b", "state"));
    }

    @Test
    void escapesAreReadAsUtf8AndAPlusIsAPlus() {
        assertThat(RawPath.segments("/caf%C3%A9/a+b%20c%25"))
                .hasValueSatisfying(path -> assertThat(path).containsExactly("café", "a+b c%"));
    }

    @Test
    void pathParametersAreLeftOut() {
        assertThat(RawPath.segments("/jobs;v=1/7;x"))
                .hasValueSatisfying(path -> assertThat(path).containsExactly("jobs", "7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jobs",
                "/a/../b",
                "/a/./b",
                "/%2e%2e/b",
                "/..;x/b",
                "/a%",
                "/a%zz",
                "/a%2",
                "/a%00",
                "/a%0d",
                "/%C3"
            })
    void aPathNoRouteMaySeeIsNone(String raw) {
        assertThat(RawPath.segments(raw)).isEmpty();
    }
}
