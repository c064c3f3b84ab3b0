package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real Chromium. */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SHOTS = Path.of(System.getProperty("tests.output"), "screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens one, or skips the test where none is installed and skipping is allowed. */
    static Browser open(Path profile) {
        if (!Files.exists(CHROMIUM) || !Files.exists(DRIVER)) {
            String reason = "no browser: install the packages chromium and chromium-driver";
            assertThat(System.getProperty("tests.skips")).as(reason).isNotEqualTo("forbidden");
            Assumptions.abort(reason);
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + profile);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        Browser browser = new Browser(new ChromeDriver(service, options));
        browser.size(1360, 900);
        return browser;
    }

    ChromeDriver driver() {
        return driver;
    }

    void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    void theme(String theme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    void go(String url) {
        driver.get(url);
    }

    /** Opens the console of a program started with {@code up}, by its link. */
    void enter(Atelier atelier) {
        go(atelier.lineWith("/login?token=").replaceAll(".*(http://\\S+).*", "$1"));
        go(atelier.console());
        see("#prompt");
    }

    WebElement see(String css) {
        return until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(css)));
    }

    /** What is waited for, or why it did not come: the page says more than a time-out. */
    private <T> T until(Function<WebDriver, T> condition) {
        try {
            return new WebDriverWait(driver, PATIENCE).until(condition);
        } catch (TimeoutException e) {
            try {
                shot("timeout-" + System.currentTimeMillis());
            } catch (IOException | RuntimeException unseen) {
                e.addSuppressed(unseen);
            }
            throw new AssertionError("at " + driver.getCurrentUrl() + " the page says: " + text(), e);
        }
    }

    /** Waits until the page shows what the host says, not a promise of it. */
    void settled() {
        until(d -> {
            String text = text();
            boolean told =
                    !d.findElements(By.cssSelector("#main h1 + p, .login h1")).isEmpty();
            return told && !text.contains("Reading the state");
        });
    }

    WebElement button(String text) {
        By by = By.xpath(
                "//button[normalize-space(.)='" + text + "' or starts-with(normalize-space(.),'" + text + "')]");
        return until(ExpectedConditions.elementToBeClickable(by));
    }

    /** One of several choices, by what stands beside it. */
    WebElement choice(String label) {
        return until(ExpectedConditions.elementToBeClickable(By.xpath("//label[span='" + label + "']")));
    }

    void seeText(String text) {
        until(d -> d.findElement(By.tagName("body")).getText().contains(text));
    }

    /** Waits until the part of the page says exactly that, whatever it showed before. */
    void says(String css, String text) {
        // In one go inside the page: between two calls the page may put another element in place of the first.
        String script = "return [...document.querySelectorAll(arguments[0])]"
                + ".some(e => e.innerText.replace(/\\s+/g, ' ').trim() === arguments[1])";
        until(d -> Boolean.TRUE.equals(driver.executeScript(script, css, text)));
    }

    /** What every such part of the page says at one moment; an element that is held may be another a call later. */
    List<String> texts(String css) {
        String script = "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.trim())";
        return ((List<?>) script(script, css)).stream().map(String::valueOf).toList();
    }

    /** Puts a text in place of what a field holds, as a person does: a driver's own clearing tells the page nothing. */
    WebElement type(String css, String text) {
        WebElement field = see(css);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
        return field;
    }

    void keys(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    Object script(String script, Object... arguments) {
        return Objects.requireNonNullElse(driver.executeScript(script, arguments), "");
    }

    /** What an expression over one of the page's own modules, called {@code m}, comes to. */
    Object module(String path, String expression) {
        // Not eval: the page's own policy forbids that.
        Object value = driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1];"
                        + "const link = document.querySelector('link[rel=modulepreload]').href;"
                        + "const root = link.replace(/\\/assets\\/([^/]+)\\/.*/, '/assets/$1/');"
                        + "import(root + arguments[0]).then(m => done(" + expression + "), e => done(String(e)))",
                path);
        return Objects.requireNonNullElse(value, "");
    }

    void shot(String name) throws IOException {
        Files.createDirectories(SHOTS);
        Files.write(SHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Serious and critical findings of axe on the page as it is. */
    @SuppressWarnings("unchecked")
    List<String> seriousFindings() throws IOException {
        try (InputStream axe = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<String>) driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                // Colours on their way from one theme to the other are no page's colours.
                document.getAnimations().filter(a => a instanceof CSSTransition).forEach(a => a.finish());
                axe.run(document, {resultTypes: ['violations']}).then(
                    r => done(r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
                        .map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | '))),
                    e => done(['axe: ' + e]));
                """);
    }

    /** Everything the page complained about in its console. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= java.util.logging.Level.SEVERE.intValue())
                .map(Object::toString)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
