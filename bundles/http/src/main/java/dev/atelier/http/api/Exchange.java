package dev.atelier.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** One request and its answer. A handler answers once. */
@ProviderType
public interface Exchange {
    long MIB = 1024 * 1024;

    String method();

    /** A named segment of the pattern, decoded; may hold slashes when the caller encoded them. */
    String path(String name);

    Optional<String> query(String name);

    Optional<String> header(String name);

    /** {@code http} or {@code https}, as the client speaks it: to us, or to a trusted proxy. */
    default String scheme() {
        return "http";
    }

    /** Who asks, for journals and logs: {@code local API}, {@code console}. */
    String caller();

    /** The body as a stream that fails with 413 past the limit; the declared length is checked first. */
    InputStream body(long maxBytes) throws IOException;

    /** The body as JSON of at most 1 MiB; anything else is 400 {@code bad_request}. */
    JsonNode json() throws IOException;

    JsonNode json(long maxBytes) throws IOException;

    /** Reads a multipart form, file parts going to files below {@code folder}; 413 past the limit. */
    Form form(long maxBytes, Path folder) throws IOException;

    void header(String name, String value);

    void json(int status, JsonNode document) throws IOException;

    void text(int status, String text) throws IOException;

    /** Answers with bytes from a stream; {@code length} may be -1. */
    void stream(int status, String contentType, long length, InputStream bytes) throws IOException;

    /** Answers with a file, with ranges when the caller asks for one. */
    void file(String contentType, Path file) throws IOException;

    void empty(int status) throws IOException;

    /**
     * Turns the answer into server-sent events and returns at once. {@code onOpen} gets the stream; it ends when either
     * side closes.
     */
    void events(Consumer<EventStream> onOpen) throws IOException;

    /**
     * Runs the action once if the client leaves before the answer has begun, at once if it has left. To be called when
     * the body has been read. The action must be quick. A client that no longer sends counts as one that has left. An
     * exchange that cannot notice never runs it.
     */
    default void whenGone(Runnable action) {}

    /**
     * Lets go of the thread: the handler returns, and the answer is given later, once, by one of the calls above from
     * any thread. What goes wrong from then on is told to {@link #fail}. Needs asynchronous support of the servlet.
     */
    default void later() {
        throw new UnsupportedOperationException("this exchange is answered at once");
    }

    /** After {@link #later}: answers with what a handler that throws this would answer. Never throws. */
    default void fail(Throwable problem) {
        throw new UnsupportedOperationException("this exchange is answered at once");
    }

    /**
     * A multipart form that has been read: text fields and files. A name that ends in {@code []} may stand for several
     * parts. Deletes its files when closed.
     */
    @ProviderType
    interface Form extends AutoCloseable {
        Optional<String> field(String name);

        /** All fields of a name, in the order they came. */
        default List<String> fields(String name) {
            return field(name).stream().toList();
        }

        Optional<Path> file(String name);

        /** All files of a name, in the order they came. */
        default List<Path> files(String name) {
            return file(name).stream().toList();
        }

        /** The name the caller gave the file. */
        Optional<String> fileName(String name);

        @Override
        void close();
    }

    /** Server-sent events to one client, with a bounded queue in front of it. */
    @ProviderType
    interface EventStream {
        /**
         * Queues an event; false when the client is gone or too slow (the stream is then closed). An empty id or type is
         * left out.
         */
        boolean send(String id, String type, String data);

        /** Ends the stream once what is queued has gone out. */
        void close();

        /** Runs the action once when the stream has ended, at once when it has already. */
        void onClose(Runnable action);
    }
}
