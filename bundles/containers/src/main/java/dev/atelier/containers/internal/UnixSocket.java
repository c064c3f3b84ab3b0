package dev.atelier.containers.internal;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose reads and writes end: at the deadline, on interruption, or when it is closed. The channel of a
 * Unix-domain socket has no timeouts, so both directions wait on a selector, each on its own, since one thread may
 * read while another writes.
 */
final class UnixSocket implements Closeable {
    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private volatile Deadline deadline;

    private UnixSocket(SocketChannel channel, Selector readable, Selector writable, Deadline deadline) {
        this.channel = channel;
        this.readable = readable;
        this.writable = writable;
        this.deadline = deadline;
    }

    static UnixSocket connect(Path path, Deadline deadline) throws IOException {
        // Either at once or not at all: there is no network between.
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        Selector readable = null;
        Selector writable = null;
        try {
            channel.configureBlocking(false);
            readable = Selector.open();
            writable = Selector.open();
            channel.register(readable, SelectionKey.OP_READ);
            channel.register(writable, SelectionKey.OP_WRITE);
            return new UnixSocket(channel, readable, writable, deadline);
        } catch (IOException | RuntimeException e) {
            close(channel, e);
            close(readable, e);
            close(writable, e);
            throw e;
        }
    }

    void deadline(Deadline next) {
        deadline = next;
    }

    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                int count = channel.read(buffer);
                while (count == 0) {
                    await(readable);
                    count = channel.read(buffer);
                }
                return count;
            }
        };
    }

    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                while (buffer.hasRemaining()) {
                    if (channel.write(buffer) == 0) {
                        await(writable);
                    }
                }
            }

            @Override
            public void close() throws IOException {
                if (channel.isOpen()) {
                    channel.shutdownOutput();
                }
            }
        };
    }

    private void await(Selector selector) throws IOException {
        try {
            if (deadline.passed()) {
                throw new SocketTimeoutException("no answer in time");
            }
            selector.select(deadline.selectMillis());
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            throw closed(e);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        if (!channel.isOpen()) {
            throw new EOFException("closed meanwhile");
        }
    }

    private static IOException closed(RuntimeException cause) {
        EOFException closed = new EOFException("closed meanwhile");
        closed.initCause(cause);
        return closed;
    }

    @Override
    public void close() throws IOException {
        try (channel;
                readable;
                writable) {
            readable.wakeup();
            writable.wakeup();
        }
    }

    private static void close(@Nullable Closeable opened, Exception cause) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
