package dev.atelier.downloads.internal;

import dev.atelier.common.api.Home;
import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Inputs;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/** Fetches inputs on the thread of who asks. Nothing of them is kept or tried again. */
@Component(service = Inputs.class, configurationPid = "dev.atelier.downloads")
public final class InputService implements Inputs {
    static final Duration LIMIT = Duration.ofMinutes(2);

    private static final int MOST_HOPS = 5;

    private final Hops hops;
    private final OutsideGuard.Clients clients;
    private volatile long most;

    @Activate
    public InputService(@Reference(name = "home") Home home, DownloadsConfig config) {
        this(
                DownloadsService.userAgent(home),
                // Names are asked for here and nowhere else, and what is asked is what was looked at.
                host -> Dns.SYSTEM.lookup(host),
                PublicAddresses::contains,
                LIMIT,
                DownloadsSettings.from(config).inputMaxBytes());
    }

    InputService(String userAgent, Dns names, Predicate<InetAddress> allowed, Duration limit, long most) {
        this.hops = new Hops(userAgent, MOST_HOPS);
        this.clients = new OutsideGuard.Clients(names, allowed, limit);
        this.most = most;
    }

    /** Stays: a new one would be a new room of jobs, and the end of those that run. */
    @Modified
    void modified(DownloadsConfig config) {
        most = DownloadsSettings.from(config).inputMaxBytes();
    }

    @Override
    public void fetch(String url, Path target, @Nullable String trusted, Consumer<Runnable> onCancel)
            throws DownloadFailed {
        HttpUrl parsed = HttpUrl.parse(url.strip());
        if (parsed == null) {
            throw new DownloadFailed(Inputs.REFUSED, "the URL of an input must be http or https", false);
        }
        OutsideGuard guard = new OutsideGuard(clients, trusted);
        Calls calls = new Calls();
        onCancel.accept(calls::cancel);
        try (Answer answer = hops.get(guard.first(parsed), guard, calls, request -> {})) {
            take(answer, target, guard);
        } catch (ReadFailed e) {
            calls.check();
            throw guard.broken(e.failure());
        } catch (IOException e) {
            calls.check();
            throw guard.broken(e);
        }
    }

    private void take(Answer answer, Path target, OutsideGuard guard) throws IOException, DownloadFailed, ReadFailed {
        if (answer.code() != 200) {
            throw guard.answered(answer.code());
        }
        long bound = most;
        long written = 0;
        byte[] chunk = new byte[Chunks.SIZE];
        try (OutputStream out = Files.newOutputStream(target)) {
            if (answer.length() > bound) {
                throw guard.tooLarge(bound);
            }
            for (int n = Chunks.read(answer, chunk); n > 0; n = Chunks.read(answer, chunk)) {
                written += n;
                if (written > bound) {
                    throw guard.tooLarge(bound);
                }
                out.write(chunk, 0, n);
            }
        }
    }
}
