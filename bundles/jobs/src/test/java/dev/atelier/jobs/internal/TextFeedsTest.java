package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.jobs.api.Jobs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextFeedsTest {
    private final TextFeeds feeds = new TextFeeds();
    private final List<String> heard = new ArrayList<>();

    private final Jobs.TextReader reader = new Jobs.TextReader() {
        @Override
        public void text(long at, String piece) {
            heard.add(at + ":" + piece);
        }

        @Override
        public void ended() {
            heard.add("end");
        }
    };

    @Test
    void whoComesBeforeTheJobHearsAllOfIt() {
        feeds.follow("job-1", reader);

        feeds.began("job-1");
        feeds.text("job-1", "Once");
        feeds.text("job-1", " upon");
        feeds.ended("job-1");

        assertThat(heard).containsExactly("0:Once", "4: upon", "end");
    }

    @Test
    void whoComesLateHearsFirstWhatWasSaid() {
        feeds.began("job-1");
        feeds.text("job-1", "Once");
        feeds.text("job-1", " upon");

        feeds.follow("job-1", reader);
        feeds.text("job-1", " a time");

        assertThat(heard).containsExactly("0:Once upon", "9: a time");
    }

    @Test
    void theBeginningOfALongTextIsNotKept() {
        feeds.began("job-1");
        feeds.text("job-1", "x".repeat(TextFeeds.KEPT_CHARS));
        feeds.text("job-1", "y");

        feeds.follow("job-1", reader);
        feeds.text("job-1", "z");

        assertThat(heard).containsExactly((TextFeeds.KEPT_CHARS + 1) + ":z");
    }

    @Test
    void whoHasLeftHearsNoMore() {
        feeds.began("job-1");
        Jobs.Reading reading = feeds.follow("job-1", reader);
        feeds.text("job-1", "Once");

        reading.close();
        feeds.text("job-1", " upon");
        feeds.ended("job-1");

        assertThat(heard).containsExactly("0:Once");
    }

    @Test
    void nothingIsSaidOfAJobThatHasEnded() {
        feeds.began("job-1");
        feeds.ended("job-1");

        feeds.text("job-1", "too late");
        feeds.follow("job-1", reader);

        assertThat(heard).isEmpty();
    }
}
