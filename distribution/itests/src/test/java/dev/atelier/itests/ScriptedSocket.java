package dev.atelier.itests;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A worker's socket: whole texts in, texts out one after the other, and one word when it has ended. */
final class ScriptedSocket implements WebSocket.Listener {
    private final Consumer<String> hears;
    private final Runnable ended;
    private final StringBuilder part = new StringBuilder();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private CompletableFuture<?> sending = socket;

    private ScriptedSocket(Consumer<String> hears, Runnable ended) {
        this.hears = hears;
        this.ended = ended;
    }

    /** Says that it has ended also when it was never open. */
    static ScriptedSocket open(HttpClient http, URI uri, String token, Consumer<String> hears, Runnable ended) {
        ScriptedSocket opening = new ScriptedSocket(hears, ended);
        var unused = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols("studio-worker-v1")
                .buildAsync(uri, opening)
                .whenComplete((open, failure) -> {
                    if (failure == null) {
                        opening.socket.complete(open);
                    } else {
                        opening.socket.completeExceptionally(failure);
                        ended.run();
                    }
                });
        return opening;
    }

    synchronized void say(String text) {
        sending = sending.thenCompose(before -> socket.thenCompose(open -> open.sendText(text, true)));
    }

    /**
     * As when the process is killed: whatever was still to be said is not. A socket that is only about to be opened is
     * aborted as soon as it is.
     *
     * @return when nothing is left of it
     */
    CompletableFuture<Void> abort() {
        return socket.handle((open, failure) -> {
            if (open != null) {
                open.abort();
            }
            return null;
        });
    }

    @Override
    public void onOpen(WebSocket open) {
        open.request(Long.MAX_VALUE);
    }

    @Override
    public CompletionStage<?> onText(WebSocket open, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            String text = part.toString();
            part.setLength(0);
            hears.accept(text);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket open, int code, String reason) {
        ended.run();
        return null;
    }

    @Override
    public void onError(WebSocket open, Throwable failure) {
        ended.run();
    }
}
