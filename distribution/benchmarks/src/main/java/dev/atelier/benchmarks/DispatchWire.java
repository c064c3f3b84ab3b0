package dev.atelier.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One thread that speaks for every worker and every client of a studio: both ends of a job are on one clock, and what
 * the others cost takes little from what is measured.
 */
final class DispatchWire implements AutoCloseable {
    private static final int BUFFER = 4096;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));
    private final Thread thread = new Thread(this::work, "dispatch-wire");
    private volatile boolean over;

    private record Timer(long due, Runnable task) {}

    /** Who sits at this end of a connection. Called on the wire's thread. */
    interface Listener {
        /** Takes what is whole and leaves the rest. */
        void heard(ByteBuffer bytes);

        void gone(String why);
    }

    DispatchWire() throws IOException {
        selector = Selector.open();
        thread.setDaemon(true);
        thread.start();
    }

    void post(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** On the wire's thread. */
    void after(long millis, Runnable task) {
        timers.add(new Timer(System.nanoTime() + millis * 1_000_000, task));
    }

    Connection connect(int port, Listener listener) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        channel.socket().setTcpNoDelay(true);
        Connection connection = new Connection(channel, listener);
        post(connection::register);
        return connection;
    }

    private void work() {
        try {
            while (!over) {
                Timer next = timers.peek();
                long wait = next == null ? 1000 : Math.max(1, (next.due - System.nanoTime()) / 1_000_000);
                selector.select(key -> ((Connection) key.attachment()).ready(key), wait);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                for (Timer due = timers.peek(); due != null && due.due <= System.nanoTime(); due = timers.peek()) {
                    timers.remove();
                    due.task.run();
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new IllegalStateException("the wire broke", e);
        }
    }

    @Override
    public void close() {
        over = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One end of a connection; lives on the wire's thread. */
    final class Connection {
        private final SocketChannel channel;
        private final Listener listener;
        private final Queue<ByteBuffer> unsent = new ArrayDeque<>();
        private ByteBuffer heard = ByteBuffer.allocate(BUFFER);

        private Connection(SocketChannel channel, Listener listener) {
            this.channel = channel;
            this.listener = listener;
        }

        void send(byte[] bytes) {
            unsent.add(ByteBuffer.wrap(bytes));
            if (unsent.size() == 1) {
                write();
            }
        }

        private void register() {
            try {
                channel.register(selector, SelectionKey.OP_READ, this);
                write();
            } catch (IOException e) {
                fail(e.toString());
            }
        }

        private void ready(SelectionKey key) {
            if (key.isValid() && key.isWritable()) {
                write();
            }
            if (key.isValid() && key.isReadable()) {
                read();
            }
        }

        private void read() {
            try {
                if (!heard.hasRemaining()) {
                    heard = ByteBuffer.allocate(heard.capacity() * 2).put(heard.flip());
                }
                if (channel.read(heard) < 0) {
                    fail("the other end has closed the connection");
                    return;
                }
                listener.heard(heard.flip());
                heard.compact();
            } catch (IOException e) {
                fail(e.toString());
            }
        }

        private void write() {
            try {
                while (!unsent.isEmpty() && channel.write(unsent.element()) >= 0) {
                    if (unsent.element().hasRemaining()) {
                        break;
                    }
                    unsent.remove();
                }
                SelectionKey key = channel.keyFor(selector);
                if (key != null) {
                    key.interestOps(
                            unsent.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                }
            } catch (IOException e) {
                fail(e.toString());
            }
        }

        private void fail(String why) {
            try {
                channel.close();
            } catch (IOException e) {
                why = why + ", " + e;
            }
            if (!over) {
                listener.gone(why);
            }
        }
    }
}
