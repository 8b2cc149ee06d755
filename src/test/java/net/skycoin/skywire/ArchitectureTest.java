package net.skycoin.skywire;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The floors of the root package's documentation, enforced. */
class ArchitectureTest {
    private static final String ROOT = "net.skycoin.skywire";

    private static final List<List<String>> FLOORS =
            List.of(
                    List.of("bytes", "clock"),
                    List.of("wire", "crypto"),
                    List.of("noise", "identity", "sky"),
                    List.of("link", "topology"),
                    List.of("circuit", "route", "pay"),
                    List.of("bond"),
                    List.of("transport", "tun", "host", "store", "chain", "control"),
                    List.of("vpn", "hub"),
                    List.of("node", "cli"));

    /** Neighbours on one floor that may see each other, one way. */
    private static final Map<String, String> SAME_FLOOR = Map.of("wire", "crypto", "cli", "node");

    /** Packages that count money. */
    private static final List<String> MONEY = List.of("sky", "chain", "pay");

    /** Every instruction of the JVM that makes, moves or compares a float or a double. */
    private static final Pattern FLOATING_OPCODE =
            Pattern.compile("[FD](?!UP)[A-Z0-9]+(_.*)?|[IL]2[FD]");

    private static final String[] PROTOCOL =
            FLOORS.subList(0, 6).stream()
                    .flatMap(List::stream)
                    .map(ArchitectureTest::inside)
                    .toArray(String[]::new);

    private final JavaClasses classes =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);

    private static String inside(String name) {
        return ROOT + "." + name + "..";
    }

    @Test
    void everyPackageHasAFloor() {
        TreeSet<String> known = new TreeSet<>(FLOORS.stream().flatMap(List::stream).toList());
        TreeSet<String> found = new TreeSet<>();
        classes.forEach(
                type -> {
                    String name = type.getPackageName();
                    if (name.length() > ROOT.length()) {
                        found.add(name.substring(ROOT.length() + 1));
                    }
                });
        assertEquals(known, found);
    }

    @Test
    void packagesUseLowerFloorsOnly() {
        Map<String, List<String>> forbidden = new TreeMap<>();
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String name : FLOORS.get(floor)) {
                List<String> others = new ArrayList<>();
                FLOORS.subList(floor, FLOORS.size()).forEach(others::addAll);
                others.remove(name);
                others.remove(SAME_FLOOR.get(name));
                forbidden.put(name, others);
            }
        }
        forbidden.forEach(
                (name, others) -> {
                    if (!others.isEmpty()) {
                        String[] packages =
                                others.stream()
                                        .map(ArchitectureTest::inside)
                                        .toArray(String[]::new);
                        noClasses()
                                .that(resideInAPackage(inside(name)))
                                .should()
                                .dependOnClassesThat(resideInAnyPackage(packages))
                                .check(classes);
                    }
                });
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void protocolCodeDoesNoInputOrOutput() {
        ArchRule rule =
                noClasses()
                        .that(resideInAnyPackage(PROTOCOL))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(
                                        "io.netty..",
                                        "org.sqlite..",
                                        "com.pi4j..",
                                        "com.fasterxml..",
                                        "org.tinylog..",
                                        "java.io..",
                                        "java.nio.file..",
                                        "java.nio.channels..",
                                        "java.util.concurrent.."));
        rule.check(classes);
    }

    @Test
    void onlyCryptoReachesNativeLibrariesBelowTheAdapters() {
        noClasses()
                .that(resideInAnyPackage(PROTOCOL))
                .and(resideOutsideOf("crypto"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.sun.jna..", "org.bouncycastle.."))
                .check(classes);
    }

    @Test
    void moneyIsNeverAFloatingPointNumber() {
        List<String> found = new ArrayList<>();
        for (JavaClass type : classes) {
            if (MONEY.stream().noneMatch(name -> isInside(type, name))) {
                continue;
            }
            type.getFields().stream()
                    .filter(field -> isFloating(field.getRawType()))
                    .forEach(field -> found.add(field.getFullName()));
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                if (isFloating(unit.getRawReturnType())
                        || unit.getRawParameterTypes().stream()
                                .anyMatch(ArchitectureTest::isFloating)) {
                    found.add(unit.getFullName());
                }
                for (JavaCall<?> call : unit.getCallsFromSelf()) {
                    if (isFloating(call.getTarget().getRawReturnType())
                            || call.getTarget().getRawParameterTypes().stream()
                                    .anyMatch(ArchitectureTest::isFloating)) {
                        found.add(call.getDescription());
                    }
                }
            }
        }
        assertEquals(List.of(), found);
    }

    /**
     * Local arithmetic leaves no trace in signatures: the instructions themselves are looked at.
     */
    @Test
    void moneyIsNeverComputedInFloatingPoint() throws IOException {
        List<String> found = new ArrayList<>();
        for (JavaClass type : classes) {
            if (MONEY.stream().noneMatch(name -> isInside(type, name))) {
                continue;
            }
            try (InputStream in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
                ClassFile.of().parse(in.readAllBytes()).methods().stream()
                        .flatMap(method -> method.code().stream())
                        .flatMap(code -> code.elementStream())
                        .filter(Instruction.class::isInstance)
                        .map(element -> ((Instruction) element).opcode().name())
                        .filter(name -> FLOATING_OPCODE.matcher(name).matches())
                        .forEach(name -> found.add(type.getName() + " " + name));
            }
        }
        assertEquals(List.of(), found);
    }

    private static boolean isInside(JavaClass type, String name) {
        return (type.getPackageName() + ".").startsWith(ROOT + "." + name + ".");
    }

    private static boolean isFloating(JavaClass type) {
        return List.of("float", "double", "java.lang.Float", "java.lang.Double")
                .contains(type.getBaseComponentType().getName());
    }

    @Test
    void onlyTheClockReadsTheTime() {
        noClasses()
                .that(resideOutsideOf("clock"))
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(classes);
    }

    @Test
    void protocolCodeTakesItsRandomnessAsAnArgument() {
        noClasses()
                .that(resideInAnyPackage(PROTOCOL))
                .and(resideOutsideOf("crypto"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.security.SecureRandom")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .callMethod(Math.class, "random")
                .check(classes);
    }

    @Test
    void everyPackageSaysWhatItIs() {
        for (List<String> floor : FLOORS) {
            for (String name : floor) {
                assertNotNull(
                        classes.stream()
                                .filter(
                                        type ->
                                                type.getName()
                                                        .equals(
                                                                ROOT
                                                                        + "."
                                                                        + name
                                                                        + ".package-info"))
                                .findFirst()
                                .orElse(null),
                        name + " lacks a package-info with @NullMarked");
            }
        }
    }

    private static com.tngtech.archunit.base.DescribedPredicate<
                    com.tngtech.archunit.core.domain.JavaClass>
            resideOutsideOf(String name) {
        return com.tngtech.archunit.base.DescribedPredicate.not(resideInAPackage(inside(name)));
    }
}
