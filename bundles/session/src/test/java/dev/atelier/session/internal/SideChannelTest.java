package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Secret;
import dev.atelier.common.api.Threads;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.registration.api.Credentials;
import dev.atelier.session.api.StudioLinks;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.LinkFrame;
import dev.atelier.wire.api.StudioAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SideChannelTest {
    private static final Credentials WORKER =
            new Credentials(StudioAddress.parse("http://127.0.0.1:4780"), "w-1", new Secret("token"));

    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, Threads.named("side-test-timer"));
    private final FakeJobs jobs = new FakeJobs(request -> new JobOutcome.Cancelled("unused"));
    private final Listeners others = new Listeners();
    private final List<Opened> opened = new CopyOnWriteArrayList<>();
    private final SideChannel side = new SideChannel(jobs, others, this::open, timer);

    private record Opened(URI address, Socket.Events events, FakeSocket socket) {
        void say(LinkFrame frame) {
            events.text(Frames.write(frame));
        }
    }

    private Socket open(URI address, Secret token, Socket.Events events) {
        FakeSocket socket = new FakeSocket();
        opened.add(new Opened(address, events, socket));
        return socket;
    }

    private Opened linked() {
        side.begin(WORKER);
        opened.get(0).events().opened();
        return opened.get(0);
    }

    SideChannelTest() {
        timer.setRemoveOnCancelPolicy(true);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        jobs.close();
    }

    @Test
    void theStudioReadsAlongWhatItAsksFor() {
        Opened link = linked();

        link.say(new LinkFrame.Follow("job-1"));
        Objects.requireNonNull(jobs.readers.get("job-1")).text(0, "Once");

        assertThat(link.address()).hasToString("ws://127.0.0.1:4780/graphics/api/workers/w-1/link");
        assertThat(side.open()).isTrue();
        assertThat(link.socket().texts()).containsExactly(new LinkFrame.Text("job-1", 0, "Once"));
    }

    @Test
    void aFrameNobodyKnowsIsLeftAlone() {
        Opened link = linked();

        link.events().text("{\"type\":\"from-a-later-version\",\"jobId\":\"job-1\"}");
        link.events().text("no JSON");
        link.events().binary();

        assertThat(side.open()).isTrue();
        assertThat(link.socket().closed).isFalse();
    }

    @Test
    void whatIsNotOfJobsIsHeardByThoseWhoListen() {
        List<String> early = new CopyOnWriteArrayList<>();
        List<String> late = new CopyOnWriteArrayList<>();
        var unused = others.watch(new Ear(early));
        Opened link = linked();
        StudioLinks.Watching second = others.watch(new Ear(late));

        link.events().text("{\"type\":\"of-another-room\"}");
        link.say(new LinkFrame.Follow("job-1"));
        second.close();
        link.events().ended(Socket.End.lost("gone"));

        assertThat(early).containsExactly("opened", "{\"type\":\"of-another-room\"}", "closed");
        assertThat(late).containsExactly("opened", "{\"type\":\"of-another-room\"}");
        assertThat(link.socket().sent).containsExactly("hello", "hello");
    }

    /** Says hello and writes down what it hears. */
    private static final class Ear implements StudioLinks.Listener {
        private final List<String> heard;

        private Ear(List<String> heard) {
            this.heard = heard;
        }

        @Override
        public void opened(StudioLinks.Line line) {
            line.send("hello");
            heard.add("opened");
        }

        @Override
        public void text(StudioLinks.Line line, String text) {
            heard.add(text);
        }

        @Override
        public void closed(StudioLinks.Line line) {
            heard.add("closed");
        }
    }

    @Test
    void aLostLinkComesBackAndNothingIsReadForTheOldOne() {
        Opened link = linked();
        link.say(new LinkFrame.Follow("job-1"));

        link.events().ended(Socket.End.lost("gone"));

        assertThat(side.open()).isFalse();
        assertThat(jobs.readers).isEmpty();
        await().until(() -> opened.size() == 2);
    }

    @Test
    void aStudioThatRefusesIsNotAskedAgain() {
        side.begin(WORKER);

        opened.get(0).events().ended(Socket.End.refused(404, "not found"));

        assertThat(timer.getQueue()).isEmpty();
        assertThat(opened).hasSize(1);
    }

    @Test
    void theLinkGoesWithTheSession() {
        Opened link = linked();

        side.end();

        assertThat(link.socket().closed).isTrue();
        assertThat(side.open()).isFalse();
        link.events().ended(Socket.End.closed(1000, ""));
        assertThat(timer.getQueue()).isEmpty();
    }
}
