package dev.atelier.session.internal;

import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.LinkFrame;
import dev.atelier.wire.api.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A socket without a network. */
final class FakeSocket implements Socket {
    final List<String> sent = new ArrayList<>();
    final List<CompletableFuture<Void>> asked = new ArrayList<>();
    boolean closed;

    @Override
    public boolean send(String text) {
        return sent.add(text);
    }

    @Override
    public boolean congested() {
        return false;
    }

    @Override
    public CompletableFuture<Void> received() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    @Override
    public void close(String reason) {
        closed = true;
    }

    @Override
    public void abort() {
        closed = true;
    }

    @Override
    public CompletableFuture<Void> gone() {
        return CompletableFuture.completedFuture(null);
    }

    List<LinkFrame.Text> texts() {
        return sent.stream().map(FakeSocket::text).toList();
    }

    private static LinkFrame.Text text(String frame) {
        try {
            return (LinkFrame.Text) Frames.fromLink(frame).orElseThrow();
        } catch (MalformedJson e) {
            throw new AssertionError(e);
        }
    }
}
