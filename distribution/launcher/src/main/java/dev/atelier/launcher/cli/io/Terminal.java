package dev.atelier.launcher.cli.io;

import java.io.BufferedReader;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a command writes to and reads from, and what that can show. */
public final class Terminal {
    private static final int DEFAULT_WIDTH = 80;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final boolean live;
    private final boolean asks;
    private final boolean input;
    private @Nullable BufferedReader lines;
    private int width;

    /**
     * @param live whether what is written is seen at once by a person
     * @param asks whether a person can be asked
     */
    public Terminal(
            InputStream in,
            PrintStream out,
            PrintStream err,
            Map<String, String> environment,
            boolean live,
            boolean asks) {
        this(in, out, err, environment, live, asks, asks);
    }

    /** @param input whether what is read is typed at a terminal */
    public Terminal(
            InputStream in,
            PrintStream out,
            PrintStream err,
            Map<String, String> environment,
            boolean live,
            boolean asks,
            boolean input) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.live = live;
        this.asks = asks;
        this.input = input;
    }

    /** That of this process. */
    public static Terminal ofProcess(PrintStream out, PrintStream err) {
        boolean live = leadsToTerminal(1);
        boolean input = leadsToTerminal(0);
        return new Terminal(System.in, out, err, System.getenv(), live, live && input, input);
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    public Map<String, String> environment() {
        return environment;
    }

    public InputStream in() {
        return in;
    }

    /** Whether lines can be rewritten. */
    public boolean live() {
        return live && !"dumb".equals(environment.get("TERM"));
    }

    public boolean asks() {
        return asks;
    }

    /** Whether somebody types whom nobody can ask, as the questions go elsewhere. */
    public boolean typedOpenly() {
        return input && !asks;
    }

    public boolean colour() {
        String no = environment.get("NO_COLOR");
        return live() && (no == null || no.isEmpty());
    }

    public boolean unicode() {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.get(name);
            if (value != null && !value.isEmpty()) {
                String upper = value.toUpperCase(Locale.ROOT);
                return upper.contains("UTF-8") || upper.contains("UTF8");
            }
        }
        return File.separatorChar == '\\';
    }

    /** Coloured by a mood: good, bad, odd or quiet; the text itself where colour is not wanted. */
    public String tinted(String text, String mood) {
        if (!colour()) {
            return text;
        }
        String code =
                switch (mood) {
                    case "good" -> "32";
                    case "bad" -> "31";
                    case "odd" -> "33";
                    default -> "2";
                };
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    /** In columns; asked for only when something might not fit, for it costs a process. */
    public int width() {
        if (width == 0) {
            width = Math.max(40, number(environment.get("COLUMNS"), live ? askedWidth() : DEFAULT_WIDTH));
        }
        return width;
    }

    /** One line from the input; null at its end. */
    public @Nullable String readLine() throws IOException {
        BufferedReader reader = lines;
        if (reader == null) {
            reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            lines = reader;
        }
        return reader.readLine();
    }

    /** Yes only when a person says so. */
    public boolean confirmed(String question) throws IOException {
        out.print(question + " [y/N] ");
        out.flush();
        String answer = readLine();
        return answer != null
                && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"));
    }

    private static int askedWidth() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            int space = size.indexOf(' ');
            return space < 0 ? DEFAULT_WIDTH : number(size.substring(space + 1), DEFAULT_WIDTH);
        } catch (IOException e) {
            return DEFAULT_WIDTH;
        }
    }

    private static int number(@Nullable String text, int otherwise) {
        try {
            int number = text == null ? 0 : Integer.parseInt(text.strip());
            return number > 0 ? number : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** The JDK only knows whether input and output both are one, and newer ones claim so even when neither is. */
    private static boolean leadsToTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (Files.isSymbolicLink(link)) {
            try {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        return !Files.isDirectory(Path.of("/proc/self")) && consoleIsTerminal();
    }

    @SuppressWarnings("SystemConsoleNull") // for Java 17 to 21; newer ones can be asked
    private static boolean consoleIsTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
