package dev.atelier.launcher.start;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.feature.Features;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;

/** The commands that start something. */
public final class Start {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    private Start() {}

    /** Returns the exit code once the process may end. */
    public static int run(List<String> words) {
        return new Start().start(words);
    }

    private int start(List<String> words) {
        try {
            StartOptions options = StartOptions.parse(words);
            if (options.help()) {
                out.print(StartHelp.of(options.command()));
                return DONE;
            }
            Home home = Home.of(options.home());
            Features features = Features.load(home.installation().resolve("features"));
            List<String> roles = roles(options.command(), features);
            return options.detach() ? Detached.start(home, words, out, err) : start(home, options, features, roles);
        } catch (StartOptions.UsageError e) {
            err.println("atelier: wrong command line — " + e.getMessage() + "; see atelier --help");
            if (words.contains("runtime")) {
                err.print(StartHelp.of("runtime")); // whoever starts it is often a program, whose log this ends up in
            }
            return USAGE;
        } catch (StartFailure e) {
            err.println(e.getMessage());
            return FAILED;
        } catch (IOException | UncheckedIOException e) {
            err.println("atelier: cannot start — " + e.getMessage() + "; check the installation and the home folder");
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static List<String> roles(String command, Features features) {
        if (command.equals("up")) {
            return features.roles();
        }
        String role = command.equals("run") ? "worker" : command;
        if (!features.roles().contains(role)) {
            throw new StartOptions.UsageError("this installation has no role " + role);
        }
        return List.of(role);
    }

    private int start(Home home, StartOptions options, Features features, List<String> roles)
            throws IOException, InterruptedException {
        HomeFolders.create(home);
        // Kept open until the process ends: leaving it would let a second process in while this one stops.
        @Nullable HomeLock lock = HomeLock.take(home.run());
        if (lock == null) {
            out.println("atelier: another process is already running for this home (pid " + HomeLock.holder(home.run())
                    + ")");
            return DONE;
        }
        HomeFolders.sweep(home);
        new RunFiles(home.run()).token(options.runtimeToken());
        System.setProperty("atelier.home", home.root().toString()); // for the logging configuration
        Instance instance = new Instance(home, StartPlan.of(home, options, features, roles), out, err);
        StopHook hook = StopHook.install(instance, err);
        try {
            instance.run();
            return hook.finish(DONE);
        } catch (StartFailure e) {
            err.println(e.getMessage());
            return hook.finish(FAILED);
        } catch (BundleException | IOException | RuntimeException e) {
            hook.unlessStopping(() -> err.println(
                    "atelier: cannot start — " + e + "; see " + home.logs().resolve("atelier.log")));
            return hook.finish(FAILED);
        } finally {
            Reference.reachabilityFence(lock); // a collected channel is a closed one, and its lock gone
        }
    }
}
