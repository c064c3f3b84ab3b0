package dev.atelier.studio.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private final Memory memory = new Memory(10);
    private final List<String> served = new ArrayList<>();
    private final List<Memory.Share> shares = new ArrayList<>();

    private void take(String name, long bytes) {
        memory.take(bytes, share -> {
            served.add(name);
            shares.add(share);
        });
    }

    @Test
    void whoFindsNoRoomWaitsForItsTurn() {
        take("a", 6);
        take("b", 6);
        take("c", 1);

        assertThat(served).as("nobody overtakes").containsExactly("a");
        shares.get(0).close();
        assertThat(served).containsExactly("a", "b", "c");
        assertThat(memory.taken()).isEqualTo(7);
    }

    @Test
    void whatIsLargerThanEverythingGoesAlone() {
        take("a", 1);
        take("huge", 100);
        take("c", 1);

        shares.get(0).close();
        assertThat(served).containsExactly("a", "huge");
        shares.get(1).close();
        shares.get(1).close();
        assertThat(served).containsExactly("a", "huge", "c");
        assertThat(memory.taken()).isEqualTo(1);
    }
}
