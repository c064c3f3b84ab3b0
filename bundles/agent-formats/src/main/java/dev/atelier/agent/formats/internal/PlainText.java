package dev.atelier.agent.formats.internal;

import java.time.Duration;

/** Any agent without its structured output: what it prints is what it says. */
final class PlainText implements LineReader {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Session session;
    private final Paragraph paragraph;

    PlainText(Session session) {
        this.session = session;
        this.paragraph = new Paragraph(session.run().limits().textBytes());
        session.started(null);
    }

    @Override
    public void line(String raw) {
        String line = Ansi.shown(raw).stripTrailing();
        if (line.isEmpty()) {
            tell();
        } else {
            paragraph.add(line, session::says);
        }
    }

    @Override
    public void quiet(Duration silence, String partial) {
        if (silence.compareTo(PAUSE) >= 0) {
            tell();
        }
    }

    @Override
    public void end() {
        tell();
    }

    private void tell() {
        paragraph.tell(session::says);
    }
}
