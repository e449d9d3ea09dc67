using SipCti.Messages;
using SipCti.Proxying;

namespace SipCti.Tests.Proxying;

[TestFixture]
public sealed class DialPlanTests
{
    [TestCase("201", "201", "sip:a@b.example", "sip:a@b.example", TestName = "An_exact_pattern_matches_itself")]
    [TestCase("201", "2011", "sip:a@b.example", null, TestName = "An_exact_pattern_does_not_match_a_longer_number")]
    [TestCase("201", "20", "sip:a@b.example", null, TestName = "An_exact_pattern_does_not_match_a_shorter_number")]
    [TestCase("9*", "94711", "sip:{rest}@trunk.example;transport=tcp", "sip:4711@trunk.example;transport=tcp", TestName = "A_prefix_is_taken_off_into_rest")]
    [TestCase("9*", "9", "sip:{rest}@trunk.example", null, TestName = "A_star_stands_for_at_least_one_character")]
    [TestCase("*", "alice", "sip:{user}@b.example", "sip:alice@b.example", TestName = "A_star_alone_matches_everybody")]
    [TestCase("*21**", "*21*4711", "sip:forward-{rest}@b.example", "sip:forward-4711@b.example", TestName = "A_star_elsewhere_is_a_key_of_the_telephone")]
    [TestCase("*21#", "*21#", "sip:off@b.example", "sip:off@b.example", TestName = "A_hash_is_a_key_of_the_telephone")]
    [TestCase("2xx", "215", "sip:{user}@b.example", "sip:215@b.example", TestName = "An_x_matches_a_digit")]
    [TestCase("2XX", "215", "sip:{rest}@b.example", "sip:15@b.example", TestName = "Rest_begins_at_the_first_wildcard")]
    [TestCase("2xx", "21a", "sip:{user}@b.example", null, TestName = "An_x_matches_nothing_but_a_digit")]
    [TestCase("2xx", "2150", "sip:{user}@b.example", null, TestName = "A_pattern_of_digits_has_a_fixed_length")]
    [TestCase("2x*", "2159", "sip:{rest}@b.example", "sip:159@b.example", TestName = "Digits_and_a_star_go_together")]
    [TestCase("fax*", "faxes", "sip:{rest}@b.example", "sip:es@b.example", TestName = "An_x_in_a_word_is_a_letter")]
    [TestCase("fax*", "fa2es", "sip:{rest}@b.example", null, TestName = "An_x_in_a_word_is_no_digit")]
    [TestCase("desk?", "desk7", "sip:{rest}@b.example", "sip:7@b.example", TestName = "A_question_mark_matches_any_character")]
    [TestCase("alice", "Alice", "sip:a@b.example", null, TestName = "Letter_case_counts")]
    [TestCase("9*", "94711", "sip:{rest}@{domain}", "sip:4711@pbx.example", TestName = "Domain_is_where_the_number_was_dialled")]
    [TestCase("9*", "94711", "tel:+49{rest}", "tel:+494711", TestName = "A_target_may_be_a_telephone_number")]
    [TestCase("*", "alice", "tel:{user}", null, TestName = "A_name_does_not_fit_into_a_telephone_number")]
    public async Task Rule(string pattern, string dialled, string target, string? expected)
    {
        var translation = await TranslateAsync(new DialPlan().Rewrite(pattern, target), SipUri.Create(dialled, "pbx.example"));

        if (expected is null) Assert.That(translation.Outcome, Is.EqualTo(AddressTranslationOutcome.None));
        else Assert.That(translation.Addresses.Single().Uri.ToString(), Is.EqualTo(expected));
    }

    [Test]
    public async Task The_first_matching_rule_decides()
    {
        var plan = new DialPlan().Rewrite("91", "sip:first@b.example").Return("9*", "sip:second@b.example").Rewrite("9*", "sip:third@b.example");

        var exact = await TranslateAsync(plan, SipUri.Parse("sip:91@pbx.example"));
        var prefix = await TranslateAsync(plan, SipUri.Parse("sip:92@pbx.example"));

        Assert.That(exact.Addresses.Single().Uri.User, Is.EqualTo("first"));
        Assert.That(exact.Outcome, Is.EqualTo(AddressTranslationOutcome.SentOn));
        Assert.That(prefix.Addresses.Single().Uri.User, Is.EqualTo("second"));
        Assert.That(prefix.Outcome, Is.EqualTo(AddressTranslationOutcome.Returned));
        Assert.That(prefix.StatusCode, Is.EqualTo(302));
    }

    [TestCase("tel:+49-(711)-47.11", TestName = "A_tel_number_is_compared_without_visual_separators")]
    [TestCase("sip:+49-711-4711@pbx.example;user=phone", TestName = "A_phone_user_is_compared_without_visual_separators")]
    [TestCase("sip:+497114711;isub=1@pbx.example;user=phone", TestName = "A_phone_user_is_compared_without_parameters")]
    public async Task Telephone_number(string dialled)
    {
        var translation = await TranslateAsync(new DialPlan().Rewrite("+49711*", "sip:{rest}@b.example"), SipUri.Parse(dialled));

        Assert.That(translation.Addresses.Single().Uri.ToString(), Is.EqualTo("sip:4711@b.example"));
    }

    [TestCase("a@evil.example", "sip:x-a%40evil.example@b.example", TestName = "A_caller_cannot_write_a_host")]
    [TestCase("1;transport=udp", "sip:x-1%3Btransport%3Dudp@b.example", TestName = "A_caller_cannot_write_a_parameter")]
    [TestCase("1?Subject=x", "sip:x-1%3FSubject%3Dx@b.example", TestName = "A_caller_cannot_write_a_header")]
    [TestCase("1>\r\nEvil: 1", "sip:x-1%3E%0D%0AEvil%3A%201@b.example", TestName = "A_caller_cannot_write_a_line")]
    [TestCase("jürgen", "sip:x-j%C3%BCrgen@b.example", TestName = "A_name_in_any_script_is_escaped")]
    [TestCase("+4711*1", "sip:x-+4711*1@b.example", TestName = "A_number_stays_readable")]
    public async Task Escape(string dialled, string expected)
    {
        var translation = await TranslateAsync(new DialPlan().Rewrite("*", "sip:x-{rest}@b.example"), SipUri.Create(dialled, "pbx.example"));

        Assert.That(translation.Addresses.Single().Uri.ToString(), Is.EqualTo(expected));
    }

    [TestCase("", "sip:a@b.example", "empty")]
    [TestCase("9 *", "sip:a@b.example", "space")]
    [TestCase("9*", "", "missing")]
    [TestCase("9*", "http://b.example", "neither a sip nor a tel URI")]
    [TestCase("9*", "sip:{rest", "unknown placeholder")]
    [TestCase("9*", "sip:{reste}@b.example", "unknown placeholder '{reste}'")]
    [TestCase("9", "sip:{rest}@b.example", "the pattern has no")]
    [TestCase("9*", "sip:a@{rest}", "cannot stand there")]
    [TestCase("9*", "sip:{rest}", "cannot stand there")]
    [TestCase("9*", "sip:a@b.example;x={rest}", "cannot stand there")]
    [TestCase("9*", "sip:{domain}@b.example", "cannot stand there")]
    public void A_malformed_rule_is_refused_with_its_fault(string pattern, string target, string fault) =>
        Assert.That(() => new DialPlan().Rewrite(pattern, target), Throws.TypeOf<FormatException>().With.Message.Contains(fault));

    [Test]
    public async Task A_file_has_one_rule_a_line_and_comments()
    {
        const string Text = """
            # the plan of the house

            send   9*     sip:{rest}@trunk.example;transport=tcp   # to the trunk
            	return 0800*  sip:service@pbx.example
            send #21# sip:hash@pbx.example
            """;
        var plan = DialPlan.Load(new StringReader(Text));

        Assert.That(plan.Count, Is.EqualTo(3));
        Assert.That((await TranslateAsync(plan, SipUri.Parse("sip:94711@pbx.example"))).Outcome, Is.EqualTo(AddressTranslationOutcome.SentOn));
        Assert.That((await TranslateAsync(plan, SipUri.Parse("sip:08001@pbx.example"))).Outcome, Is.EqualTo(AddressTranslationOutcome.Returned));
        Assert.That((await TranslateAsync(plan, SipUri.Create("#21#", "pbx.example"))).Addresses.Single().Uri.User, Is.EqualTo("hash"));
    }

    [TestCase("send 9*", "2 of its 3 words")]
    [TestCase("send", "1 of its 3 words")]
    [TestCase("sent 9* sip:a@b.example", "'sent' is neither")]
    [TestCase("send 9* sip:a@b.example now", "unexpected 'now'")]
    [TestCase("send 9* nowhere", "neither a sip nor a tel URI")]
    public void A_fault_in_a_file_names_its_line(string line, string fault) =>
        Assert.That(
            () => DialPlan.Load(new StringReader("# plan\n\n" + line + "\n")),
            Throws.TypeOf<FormatException>().With.Message.StartsWith("line 3: ").And.Message.Contains(fault));

    [Test]
    public void A_fault_in_a_file_names_the_file()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "send 9*\n");
            Assert.That(() => DialPlan.Load(path), Throws.TypeOf<FormatException>().With.Message.StartsWith($"{path}, line 1: "));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void A_translation_needs_an_address_and_a_redirection_status()
    {
        var uri = SipUri.Parse("sip:a@b.example");

        Assert.That(() => AddressTranslation.SendOn([]), Throws.ArgumentException);
        Assert.That(() => AddressTranslation.Return(uri, 200), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => AddressTranslation.Return(uri, 400), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new TranslatedAddress(uri, 1.1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new TranslatedAddress(SipUri.Parse("mailto:a@b.example")), Throws.ArgumentException);
    }

    private static ValueTask<AddressTranslation> TranslateAsync(DialPlan plan, SipUri dialled)
    {
        var caller = new NameAddr(SipUri.Parse("sip:201@pbx.example"));
        var request = SipRequest.Create(SipMethod.Invite, dialled, caller, new NameAddr(dialled), "call-1", 1);
        return plan.TranslateAsync(new AddressTranslationRequest(request, dialled, "pbx.example"), CancellationToken.None);
    }
}
