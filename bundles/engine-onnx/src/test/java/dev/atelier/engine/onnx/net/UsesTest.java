package dev.atelier.engine.onnx.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UsesTest {
    private final AtomicInteger gone = new AtomicInteger();
    private final Uses uses = new Uses(gone::incrementAndGet);

    @Test
    void isLetGoWithTheLastUse() {
        assertThat(uses.begin()).isTrue();
        assertThat(uses.begin()).isTrue();

        uses.close();
        assertThat(uses.begin()).isFalse();
        uses.end();
        assertThat(gone).hasValue(0);

        uses.end();
        assertThat(gone).hasValue(1);
    }

    @Test
    void isLetGoAtOnceAndOnceOnlyWhenNobodyUsesIt() {
        assertThat(uses.begin()).isTrue();
        uses.end();

        uses.close();
        uses.close();

        assertThat(gone).hasValue(1);
    }
}
