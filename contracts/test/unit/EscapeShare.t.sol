// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Escape} from "../../src/Escape.sol";
import {Systems} from "../../src/libraries/Systems.sol";
import {EscapeTest, MarketModel, Position} from "../base/EscapeTest.sol";
import {Header} from "../../src/BatchHeader.sol";
import {Withdrawal} from "../base/VenueTest.sol";

/// @notice Who gets how much.
contract EscapeShareTest is EscapeTest {
    address private constant DAVE = address(0xDA5E);
    address private constant SUB = address(0x5B);

    /// @dev Carol lost 150 with 100 of her own: 50 are missing for what Alice and Bob won.
    function _bankrupt() private {
        _fund(ALICE, 300_000_000);
        _fund(BOB, 100_000_000);
        _fund(CAROL, 100_000_000);
        _marketAt(BTC, 50);
        _put(ALICE, 300_000_000, Position(BTC, CROSS, 1_000_000, -50_000_000, 0, 0));
        _put(BOB, 100_000_000, Position(BTC, ISOLATED, 500_000, -25_000_000, 0, 0));
        _put(CAROL, 100_000_000, Position(BTC, CROSS, -1_500_000, 75_000_000, 0, 0));
        _put(_pool(BTC), 0);
    }

    function test_ALossIsSharedByRuleAndTheOrderOfClaimsDoesNotMatter() public {
        _bankrupt();
        _openState();
        _resolve(BTC);
        _prove(CAROL);
        _prove(BOB);
        _prove(ALICE);
        _prove(_pool(BTC));
        escape.fix();
        (, uint256 n, uint256 d,) = escape.share();
        vm.assertEq(n, 500_000_000, "V");
        vm.assertEq(d, 550_000_000, "P");
        escape.claim(ALICE);
        escape.claim(BOB);
        vm.assertEq(token.balanceOf(ALICE), 363_636_363, "400 x 500/550");
        vm.assertEq(token.balanceOf(BOB), 136_363_636, "150 x 500/550");
        vm.assertEq(token.balanceOf(address(vault)) - vault.bondHeld(), 1, "dust under a unit a claim");
        vm.expectRevert(abi.encodeWithSelector(Escape.NothingToClaim.selector, CAROL));
        escape.claim(CAROL);
    }

    function test_WithEveryCreditorProvedItIsExactThoughNoDebtorWas() public {
        _bankrupt();
        _openState();
        _resolve(BTC);
        _prove(ALICE);
        _prove(BOB);
        _fixAfterTheClaimPhase();
        (, uint256 n, uint256 d,) = escape.share();
        vm.assertEq(n * 550, d * 500, "the same share");
    }

    function test_HiddenNegativeAccountsPayABountyOutOfTheBondAlone() public {
        _bankrupt();
        _openState();
        _resolve(BTC);
        vm.prank(DAVE);
        _prove(CAROL);
        vm.assertEq(escape.bountyOf(DAVE), 500_000, "one per cent of 50");
        vm.assertEq(_debtOf(CAROL), 50_000_000, "her debt");
        escape.collect(DAVE);
        vm.assertEq(token.balanceOf(DAVE), 500_000, "paid");
        vm.assertEq(vault.bondHeld(), BOND - 500_000, "by the bond");
        vm.assertEq(token.balanceOf(address(vault)), 500_000_000 + BOND - 500_000, "and nothing else");
    }

    function test_ABountyIsNeverMoreThanFiftyAndNeverMoreThanTheBond() public {
        for (uint160 i = 0; i < 25; ++i) _put(address(0x9000 + i), -60_000_000_000);
        _openState();
        for (uint160 i = 0; i < 25; ++i) {
            vm.prank(DAVE);
            _prove(address(0x9000 + i));
        }
        vm.assertEq(escape.bountyOf(DAVE), BOND, "20 x 50, and then the bond is used up");
        escape.collect(DAVE);
        vm.assertEq(vault.bondHeld(), 0, "all of it");
    }

    function test_TheVenuesOwnMoneyIsJuniorAndIsNeverPaid() public {
        _fund(ALICE, 300_000_000);
        _fund(BOB, 100_000_000);
        _put(ALICE, 360_000_000);
        _put(BOB, -30_000_000);
        _put(Systems.INSURANCE, 50_000_000);
        _put(Systems.FEES, 30_000_000);
        _put(Systems.BACKSTOP, -10_000_000);
        _openState();
        _prove(ALICE);
        _prove(BOB);
        _prove(Systems.INSURANCE);
        _prove(Systems.FEES);
        _prove(Systems.BACKSTOP);
        escape.fix();
        (, uint256 n, uint256 d,) = escape.share();
        vm.assertEq(n, d, "80 of the venue cover 40");
        escape.claim(ALICE);
        vm.assertEq(token.balanceOf(ALICE), 360_000_000, "in full");
        vm.expectRevert(abi.encodeWithSelector(Escape.NothingToClaim.selector, Systems.INSURANCE));
        escape.claim(Systems.INSURANCE);
    }

    function test_AFundingPoolCountsForNothingWheneverItIsProved() public {
        _fund(ALICE, 100_000_000);
        _marketAt(BTC, 50);
        _marketAt(ETH, 50);
        _put(ALICE, 100_000_000);
        _put(_pool(BTC), 40_000_000);
        _put(_pool(ETH), -40_000_000);
        _openState();
        _prove(_pool(BTC));
        _prove(_pool(ETH));
        (uint256 positive, uint256 negative,,) = escape.totals();
        vm.assertTrue(positive == 40_000_000 && negative == 40_000_000, "nobody knows them yet");
        _resolve(BTC);
        _resolve(ETH);
        (positive, negative,,) = escape.totals();
        vm.assertTrue(positive == 0 && negative == 0, "pools");
        _prove(ALICE);
        escape.fix();
        (, uint256 n, uint256 d,) = escape.share();
        vm.assertEq(n, d, "in full");
    }

    function test_ASubAccountPaysItsMaster() public {
        _fund(ALICE, 300_000_000);
        _put(SUB, ALICE, 300_000_000, new Position[](0));
        _openState();
        _prove(SUB);
        escape.fix();
        escape.claim(SUB);
        vm.assertEq(token.balanceOf(ALICE), 300_000_000, "the master");
        vm.assertEq(token.balanceOf(SUB), 0, "and not the sub-account");
    }

    function test_WhoIsLateGetsTheSameShareOfWhatIsNotSetAside() public {
        _fund(ALICE, 300_000_000);
        _fund(BOB, 100_000_000);
        _fund(CAROL, 100_000_000);
        // The state owes 600 where 500 are: an invented root.
        _put(ALICE, 300_000_000);
        _put(BOB, 100_000_000);
        _put(CAROL, 100_000_000);
        _put(DAVE, 100_000_000);
        _openState();
        _prove(ALICE);
        _fixAfterTheClaimPhase();
        _prove(BOB);
        _prove(CAROL);
        _prove(DAVE);
        escape.claim(DAVE);
        escape.claim(CAROL);
        vm.expectRevert(abi.encodeWithSelector(Escape.NothingLeft.selector, BOB));
        escape.claim(BOB);
        escape.claim(ALICE);
        vm.assertEq(token.balanceOf(ALICE), 300_000_000, "who was in time has it set aside");
    }

    function test_WithdrawalsAndDepositsBesideTheAccountsAreNotShared() public {
        _fund(ALICE, 300_000_000);
        Withdrawal memory w = Withdrawal(0, BOB, 20_000_000);
        withdrawn = 20_000_000;
        Header memory header = _settleOne(w);
        _put(ALICE, 280_000_000);
        _postState();
        _deposit(CAROL, CAROL, 50_000_000);
        vm.warp(block.timestamp + 61);
        settlement.freezeForSilence();
        escape.open(last, preimage);
        _prove(ALICE);
        escape.fix();
        (, uint256 n,,) = escape.share();
        vm.assertEq(n, 280_000_000, "V");
        escape.claim(ALICE);
        _claimOne(header, w);
        vm.warp(block.timestamp + 10 * settlement.capPeriod());
        _claimOne(header, w);
        vm.assertEq(token.balanceOf(BOB), 20_000_000, "the withdrawal is still there");
        vm.assertEq(token.balanceOf(address(vault)), 50_000_000 + BOND, "and so is the deposit");
    }

    function test_APaymentThatFailsFailsAlone() public {
        _fund(ALICE, 300_000_000);
        _fund(BOB, 100_000_000);
        _put(ALICE, 300_000_000);
        _put(BOB, 100_000_000);
        _openState();
        _prove(ALICE);
        _prove(BOB);
        escape.fix();
        bytes memory payment = abi.encodeCall(token.transfer, (ALICE, 300_000_000));
        vm.mockCall(address(token), payment, abi.encode(false));
        vm.expectRevert(
            abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token))
        );
        escape.claim(ALICE);
        escape.claim(BOB);
        vm.assertEq(token.balanceOf(BOB), 100_000_000, "the other is paid");
        vm.clearMockedCalls();
        escape.claim(ALICE);
        vm.assertEq(token.balanceOf(ALICE), 300_000_000, "and the first when it can be");
    }

    function test_PricesInTheirOrderAndNoneBlocks() public {
        bytes memory three = abi.encodePacked(hex"1700000003", uint32(9), uint32(7), uint32(8));
        bytes memory four = abi.encodePacked(hex"1700000004", uint32(9), uint32(7), uint32(8), uint32(6));
        _market(MarketModel(0, false, 1, 2, 3, 0, three));
        _market(MarketModel(1, false, 1, 2, 3, 0, four));
        _market(MarketModel(2, false, 1, 2, 3, 0, hex"1700000000"));
        _market(MarketModel(3, false, 0, 2, 3, 0, ""));
        _market(MarketModel(4, false, 0, 0, 3, 0, ""));
        _market(MarketModel(5, false, 0, 0, 0, -77, ""));
        _market(MarketModel(6, true, 1, 2, 3, 0, three));
        _market(MarketModel(7, false, 1, 2, 3, 0, hex"1700000009"));
        _put(ALICE, 0);
        _openState();
        uint32[8] memory expected = [uint32(8), 7, 1, 2, 3, 0, 2, 1];
        for (uint32 i = 0; i < 8; ++i) {
            _resolve(i);
            (bool isResolved, uint32 price,) = escape.marketOf(i);
            vm.assertTrue(isResolved, "resolved");
            vm.assertEq(price, expected[i], vm.toString(i));
        }
        (,, int128 index) = escape.marketOf(5);
        vm.assertTrue(index == -77, "funding index");
    }

    function test_FundingRoundsAgainstTheAccount() public {
        _fund(ALICE, 300_000_000);
        _market(MarketModel(BTC, false, 10, 10, 10, 1, ""));
        _put(ALICE, 100, Position(BTC, CROSS, 1, 10, 0, 0));
        _put(BOB, 100, Position(BTC, CROSS, -1, -10, 0, 0));
        _openState();
        _resolve(BTC);
        _prove(ALICE);
        _prove(BOB);
        vm.assertEq(_claimOf(ALICE), 99, "a billionth to pay is a unit to pay");
        vm.assertEq(_claimOf(BOB), 100, "a billionth to get is nothing");
    }
}
