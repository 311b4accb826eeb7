namespace Offing.Architecture.Tests.Tidy;

public sealed class FunctionScannerTests
{
    [Theory]
    [InlineData("class A { int B() { return 1; } }", "B")]
    [InlineData("class A { int B() => 1; }", "B")]
    [InlineData("class A { int B() => x switch{1 => \"}\",_ => $\"{{{G(\"{\")}\" }; void C(); }", "B C")]
    [InlineData("class A { int[] table = { 1, 2 }; void C() { } }", "C")]
    [InlineData("class A { Func<int> f = () => { return 1; }; void C(int d = 1) { } }", "C")]
    [InlineData("class A { /* } */ void C() { var c = '{'; } // }\n void D() { } }", "C D")]
    [InlineData("class A { [X(1)] [Y] void C() { } class B { void D() { if (x) { } } } void E(); }", "C D E")]
    [InlineData("record A(int X) { static bool operator ==(A a, A b) => true; }", "==")]
    [InlineData("contract A { function f(uint a) external { if (a > 1) { g(); } } event E(uint a); }", "f E")]
    [InlineData("class A { string B() => \"\"\"\n { \" \n\"\"\"; void C() { } }", "B C")]
    public void The_scanner_finds_the_functions(string source, string names)
    {
        var found = FunctionScanner.Functions(source).Select(f => f.Name == "" ? "==" : f.Name);
        Assert.Equal(names, string.Join(' ', found));
    }

    [Fact]
    public void A_function_is_as_long_as_its_lines_from_the_first_word_to_the_last_brace()
    {
        const string Source = "class A\n{\n  [Fact]\n  void B(\n    int a)\n  {\n    Go();\n  }\n}\n";
        Assert.Equal([new Function("B", 4, 5)], FunctionScanner.Functions(Source));
    }
}
