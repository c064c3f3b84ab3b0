package dev.atelier.runtime.link.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.internal.LocalRuntimes;
import dev.atelier.session.api.StudioLinks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuntimeLinkTest {
    private static final String HELLO = "{\"type\":\"runtime-hello\",\"version\":1}";
    private static final String OFFER = "{\"type\":\"runtime-offer\",\"version\":1}";
    private static final String WITHDRAW = "{\"type\":\"runtime-withdraw\"}";

    private final WorkerRuntime runtime =
            new LocalRuntimes().open(RuntimeOptions.memory().withRuntimeId("rt-1"));
    private final List<String> sent = new ArrayList<>();
    private final StudioLinks.Line line = sent::add;

    @AfterEach
    void stop() {
        runtime.close();
    }

    private RuntimeLink linked(boolean ownStudio, boolean wanted) {
        RuntimeLink room = new RuntimeLink(ownStudio, listener -> () -> {}, wanted);
        room.start();
        room.bindRuntime(runtime);
        room.opened(line);
        room.text(line, HELLO);
        return room;
    }

    @Test
    void theOperatorOfTheHostDecides() {
        RuntimeLink room = linked(false, false);
        assertThat(sent).isEmpty();

        room.offering(true);
        room.offering(false);
        room.stop();

        assertThat(sent).containsExactly(OFFER, WITHDRAW);
    }

    @Test
    void besideAStudioOfItsOwnThereIsNothingToOffer() {
        RuntimeLink room = linked(true, true);
        room.stop();

        assertThat(sent).isEmpty();
    }

    @Test
    void aRuntimeThatIsExchangedStaysOffered() {
        RuntimeLink room = linked(false, true);
        sent.clear();

        room.unbindRuntime(runtime);
        room.text(line, "{\"type\":\"runtime-open\",\"stream\":1,\"method\":\"PUT\",\"path\":\"/\",\"body\":true}");
        room.text(line, "no JSON");
        room.bindRuntime(runtime);
        room.stop();

        // What was under way is broken off; the host is not taken out of the fleet by that, nor by its end.
        assertThat(sent).containsExactly("{\"type\":\"runtime-close\",\"stream\":1}");
    }

    @Test
    void nothingIsSaidToALinkThatIsGone() {
        RuntimeLink room = linked(false, true);
        sent.clear();

        room.closed(line);
        room.text(line, HELLO);
        room.offering(false);
        room.stop();

        assertThat(sent).isEmpty();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("runtime-link-call")));
    }
}
